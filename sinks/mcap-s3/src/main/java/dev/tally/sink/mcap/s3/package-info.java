/**
 * Uploads finished recordings to S3 or to a compatible server: R2, MinIO and others.
 *
 * <p>Start at {@link dev.tally.sink.mcap.s3.S3Upload} and hand it to
 * {@link dev.tally.sink.mcap.McapSinkBuilder#upload}.
 *
 * <p>Absent on purpose: deleting recordings or objects. The recorder's retention deletes recordings, the rules of the
 * bucket objects.
 *
 * <p><b>Incubating.</b> This package may still change in a minor release; docs/releasing.md lists those that may.
 */
package dev.tally.sink.mcap.s3;

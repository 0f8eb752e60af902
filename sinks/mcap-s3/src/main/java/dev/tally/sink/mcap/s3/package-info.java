/**
 * Finished recordings go to S3, or to what speaks like it: R2, MinIO and others.
 *
 * <p>Start at {@link dev.tally.sink.mcap.s3.S3Upload} and hand it to
 * {@link dev.tally.sink.mcap.McapSink.Builder#upload}.
 *
 * <p>Absent on purpose: deleting anything, here or there. The recorder's retention does that here, the bucket's rules
 * there.
 */
package dev.tally.sink.mcap.s3;

/** The queue of recordings that wait for their upload, and the bucket that they are put into. */
package dev.tally.sink.mcap.s3.internal;

/**
 * The recorder: a thread that writes samples into files, the queue before it, and what is done with files before and
 * after. Start at {@link dev.tally.sink.mcap.internal.Recorder}.
 */
package dev.tally.sink.mcap.internal;

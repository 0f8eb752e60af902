/**
 * Input reports out of the RECORD extension.
 *
 * <p>Start at {@link dev.tally.capture.xrecord.internal.XRecordSource}. {@code RecordProtocol} writes the requests,
 * {@code XRecordDecoder} reads the replies and is the only class that meets a key code. What carries the bytes is in
 * {@code x11}.
 */
package dev.tally.capture.xrecord.internal;

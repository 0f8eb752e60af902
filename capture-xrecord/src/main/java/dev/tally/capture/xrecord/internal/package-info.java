/**
 * The {@code xrecord} backend, which reads input from the RECORD extension of an X server.
 *
 * <p>Start at {@link dev.tally.capture.xrecord.internal.XRecordSource}. {@code RecordProtocol} writes the requests,
 * {@code XRecordDecoder} reads the replies and is the only class that sees a key code. The connection to the server is in
 * {@code x11}.
 */
package dev.tally.capture.xrecord.internal;

/**
 * Delivers intervals by HTTP POST: {@link dev.tally.sink.http.HttpSink}.
 *
 * <p>Absent on purpose: retrying. One call is one attempt; the caller keeps the interval and decides when to try again.
 */
package dev.tally.sink.http;

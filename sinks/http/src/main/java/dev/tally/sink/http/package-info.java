/**
 * Delivers intervals by HTTP POST: {@link dev.tally.sink.http.HttpSink}.
 *
 * <p>Absent on purpose: retrying. One call is one attempt; who calls keeps the interval and knows when to try again.
 */
package dev.tally.sink.http;

/**
 * Shows live samples to viewers that connect to a {@link dev.tally.foxglove.FoxgloveServer}.
 *
 * <p>Start at {@link dev.tally.sink.websocket.WebSocketSink}.
 */
package dev.tally.sink.websocket;

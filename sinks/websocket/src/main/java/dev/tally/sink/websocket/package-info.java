/**
 * A server of the Foxglove WebSocket protocol, and the sink that shows live samples through it.
 *
 * <p>Start at {@link dev.tally.sink.websocket.FoxgloveServer}: it knows nothing of keyboards and mice, takes channels and
 * messages of any kind, and can be used on its own.
 *
 * <p>Absent on purpose: everything that a client could change. The server advertises no capability, so a client can
 * look, and nothing else.
 */
package dev.tally.sink.websocket;

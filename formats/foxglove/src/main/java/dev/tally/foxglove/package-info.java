/**
 * A server of the Foxglove WebSocket protocol, for Foxglove, Lichtblick and other viewers.
 *
 * <p>Start at {@link dev.tally.foxglove.FoxgloveServer}: it takes channels and messages of any kind.
 *
 * <p>Absent on purpose: everything that a client could change. The server advertises no capability, so clients can only
 * read.
 */
package dev.tally.foxglove;

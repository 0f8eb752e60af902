/**
 * Talking to an X server: display names, authorisation, and connections.
 *
 * <p>Start at {@link dev.tally.capture.xrecord.internal.x11.XConnection}. There are two of them: {@code SocketConnection}
 * speaks the wire protocol itself, {@code XcbConnection} goes through libxcb. Xlib is absent on purpose: when the server
 * dies it calls {@code exit()}, and the Java VM goes with it.
 */
package dev.tally.capture.xrecord.internal.x11;

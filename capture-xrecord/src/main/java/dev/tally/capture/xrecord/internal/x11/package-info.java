/**
 * The connection to an X server: display names, authorisation, requests and replies.
 *
 * <p>Start at {@link dev.tally.capture.xrecord.internal.x11.XConnection}. There are two kinds: {@code SocketConnection}
 * speaks the wire protocol itself, {@code XcbConnection} goes through libxcb. Xlib is absent on purpose: when the server
 * dies it calls {@code exit()}, which ends the Java VM too.
 */
package dev.tally.capture.xrecord.internal.x11;

/**
 * Tools that run an X server without a screen, and inject input into any X server.
 *
 * <p>Start at {@link dev.tally.testkit.x11.XvfbServer}, which runs a server without a screen, and {@link
 * dev.tally.testkit.x11.XTestClient}, which types and clicks on any server through its XTEST extension, over the same
 * socket code as the xrecord backend. {@link dev.tally.testkit.x11.RootWindowListener} listens as the programs of a
 * desktop do, which makes a server send each report at once.
 *
 * <p><b>Incubating.</b> This package may still change in a minor release; docs/releasing.md lists those that may.
 */
package dev.tally.testkit.x11;

/**
 * An X server of one's own, and input injected into one.
 *
 * <p>Start at {@link dev.tally.testkit.x11.XvfbServer}, which runs a server without a screen, and {@link
 * dev.tally.testkit.x11.XTestClient}, which types and clicks on any server through its XTEST extension, over the same
 * socket code as the xrecord backend. {@link dev.tally.testkit.x11.RootWindowListener} is a bystander: with one, a server
 * reports input one by one, as on a desktop.
 */
package dev.tally.testkit.x11;

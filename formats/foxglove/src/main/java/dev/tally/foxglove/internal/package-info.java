/**
 * How the server works: {@code JettyFront} accepts and refuses handshakes, {@code Hub} knows channels and clients,
 * {@code ClientSession} speaks the protocol with one client and holds its queues, {@code Sender} empties them.
 */
package dev.tally.foxglove.internal;

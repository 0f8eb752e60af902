/**
 * A deterministic simulation of clients, disks, networks and servers, in which the real monitor runs.
 *
 * <p>Start with {@code DeliverySimulationTest}. One number, the seed, decides all that happens; {@code SimulatedTime} lets one
 * thread run at a time.
 */
@org.jspecify.annotations.NullMarked
package dev.tally.aggregation.simulation;

/**
 * Counting in one process and delivering in another: the process that may read the devices has no network, and the process that
 * has the network may read no device.
 *
 * <p>{@link dev.tally.examples.client.separate.CaptureServer} runs a backend and adds up its reports.
 * {@link dev.tally.examples.client.separate.SeparateProvider} is the backend of the delivering process: it connects to the server
 * and takes the sums over. {@link dev.tally.examples.client.separate.Message} is what they say to each other. No message is about a
 * single report: docs/separation.md.
 */
@org.jspecify.annotations.NullMarked
package dev.tally.examples.client.separate;

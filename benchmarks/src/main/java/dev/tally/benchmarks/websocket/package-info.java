/** Compares what it costs to send live samples to many clients, as whole processes. */
@NullMarked
package dev.tally.benchmarks.websocket;

import org.jspecify.annotations.NullMarked;

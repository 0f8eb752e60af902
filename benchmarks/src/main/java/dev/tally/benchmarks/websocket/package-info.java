/** What it costs to show live samples to many: a comparison of whole processes. */
@NullMarked
package dev.tally.benchmarks.websocket;

import org.jspecify.annotations.NullMarked;

/** What the summary server costs: posts a second, the time of a summary, and the size of its file after years. */
@NullMarked
package dev.tally.benchmarks.server;

import org.jspecify.annotations.NullMarked;

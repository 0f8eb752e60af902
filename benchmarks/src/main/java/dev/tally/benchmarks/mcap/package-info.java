/** Compares what it costs to write MCAP files with the official writer and with writing the same bytes directly. */
@NullMarked
package dev.tally.benchmarks.mcap;

import org.jspecify.annotations.NullMarked;

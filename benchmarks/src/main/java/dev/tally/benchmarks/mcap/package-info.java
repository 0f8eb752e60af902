/** What it costs to write MCAP files, next to the official writer and to writing the same bytes without any format. */
@NullMarked
package dev.tally.benchmarks.mcap;

import org.jspecify.annotations.NullMarked;

/**
 * Makes results of what comparisons measured: JSON, plots, the tables of docs/performance.md, and the comparison with the committed
 * ratios.
 *
 * <p>A comparison, in whatever language, adds lines to the file that {@code TALLY_BENCHMARK_RAW} names, see {@link
 * dev.tally.benchmarks.report.RawResults}; {@code bin/benchmarks} calls {@link dev.tally.benchmarks.report.Report} afterwards.
 */
@NullMarked
package dev.tally.benchmarks.report;

import org.jspecify.annotations.NullMarked;

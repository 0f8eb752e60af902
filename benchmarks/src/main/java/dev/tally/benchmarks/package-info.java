/**
 * Measures costs. Each class answers the question in its documentation and has a baseline.
 *
 * <p>Start at {@link dev.tally.benchmarks.BenchmarkRun}, which {@code bin/benchmarks} starts.
 */
@NullMarked
package dev.tally.benchmarks;

import org.jspecify.annotations.NullMarked;

/**
 * What things cost. One class per question; the question is its documentation, and a baseline stands in every class.
 *
 * <p>Start at {@link dev.tally.benchmarks.BenchmarkRun}, which {@code bin/benchmarks} starts.
 */
@NullMarked
package dev.tally.benchmarks;

import org.jspecify.annotations.NullMarked;

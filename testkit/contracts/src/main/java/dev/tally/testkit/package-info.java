/**
 * Tools for the test of a backend or a sink.
 *
 * <p>Start at {@link dev.tally.testkit.InputSourceContract} for a backend and at
 * {@link dev.tally.testkit.IntervalSinkContract} for a sink: abstract JUnit classes to extend, with the tests that each
 * must pass. There are also fakes that remember what they were asked, and arbitraries for property tests.
 *
 * <p><b>Incubating.</b> This package may still change in a minor release; docs/releasing.md lists those that may.
 */
@NullMarked
package dev.tally.testkit;

import org.jspecify.annotations.NullMarked;

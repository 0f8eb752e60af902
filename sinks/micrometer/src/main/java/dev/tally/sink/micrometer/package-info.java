/**
 * Running totals as counters of a Micrometer registry. Start at {@link dev.tally.sink.micrometer.ActivityMeters}.
 *
 * <p><b>Incubating.</b> This package may still change in a minor release; docs/releasing.md lists those that may.
 */
package dev.tally.sink.micrometer;

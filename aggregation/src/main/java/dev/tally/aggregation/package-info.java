/**
 * Counts the reports of a source of input and delivers the counts.
 *
 * <p>Start at {@link dev.tally.aggregation.ActivityMonitor}: it opens a source, counts its reports without a lock, cuts
 * the counts into intervals and delivers these to any number of sinks, each at its own pace. Its state at a moment
 * is a {@link dev.tally.aggregation.MonitorSnapshot}; the {@linkplain dev.tally.aggregation.Ledger ledgers} in it say what became
 * of every count.
 *
 * <p>Absent on purpose: a queue of reports, and any record of a single one. A report is added to a number and not kept.
 */
package dev.tally.aggregation;

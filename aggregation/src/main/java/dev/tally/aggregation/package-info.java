/**
 * From reports to delivered counts.
 *
 * <p>Start at {@link dev.tally.aggregation.ActivityMonitor}: it opens a source, counts its reports without a lock, cuts
 * the counts into intervals and delivers these to any number of sinks, each at its own pace. What it knows at a moment is
 * a {@link dev.tally.aggregation.MonitorSnapshot}; what became of every count is in its
 * {@linkplain dev.tally.aggregation.Ledger ledgers}.
 *
 * <p>Absent on purpose: a queue of reports, and any memory of one. A report is added to a number and is gone.
 */
package dev.tally.aggregation;

/**
 * The contract of a store of counts: adding each interval once, and reading counts by range, bucket, zone and source.
 *
 * <p>Start at {@link dev.tally.sink.store.ActivityStore}; reading alone is {@link dev.tally.sink.store.ActivityQuery}.
 *
 * <p>Absent on purpose: anything finer than a bucket of five minutes.
 */
package dev.tally.sink.store;

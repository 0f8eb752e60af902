/**
 * Keeps counts in an SQLite file: buckets of five minutes for the retention, quarter hours and days without end.
 *
 * <p>Start at {@link dev.tally.sink.sqlite.SqliteSink} to deliver to a file on this machine, or at
 * {@link dev.tally.sink.sqlite.SqliteStore} to store counts of several machines and read them.
 *
 * <p>Absent on purpose: anything finer than a bucket. The file does not show at which time within five minutes a key went down.
 */
package dev.tally.sink.sqlite;

/**
 * The store in SQL, as SQLite and PostgreSQL share it: adding, merging, removing and reading counts.
 *
 * <p>Start at {@link dev.tally.sink.store.sql.CountWriter} and {@link dev.tally.sink.store.sql.CountReader}; what differs
 * between databases is in {@link dev.tally.sink.store.sql.Dialect}.
 */
package dev.tally.sink.store.sql;

/**
 * Keeps counts in PostgreSQL, for those who outgrow a file: any number of servers may share a database.
 *
 * <p>Start at {@link dev.tally.sink.postgresql.PostgresStore}.
 *
 * <p>Absent on purpose: whatever engines that speak PostgreSQL's protocol may lack, such as notifications, stored procedures and
 * advisory locks in the path of a request.
 */
package dev.tally.sink.postgresql;

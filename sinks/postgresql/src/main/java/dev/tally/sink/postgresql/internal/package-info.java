/** The parts of the store: PostgreSQL's ways, and what its errors mean. */
package dev.tally.sink.postgresql.internal;

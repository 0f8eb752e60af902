/** The parts of the store: the tables, where counts land in time, and what SQLite's errors mean. */
package dev.tally.sink.sqlite.internal;

/** What all stores share: where counts land in time, the names of columns, and when a clock is to be believed. */
package dev.tally.sink.store.internal;

/** The parts of a monitor: counters, the sampler, the cutting of intervals, and an outbox and a worker for each sink. */
package dev.tally.aggregation.internal;

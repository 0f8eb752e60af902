/** Counters, the sampler, the cutting of intervals, and one outbox and worker per sink. */
package dev.tally.aggregation.internal;

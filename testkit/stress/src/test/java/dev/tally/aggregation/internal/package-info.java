/** Stress tests of the counters and of the sampler's wake-up, in the package of those classes, which are not public. */
package dev.tally.aggregation.internal;

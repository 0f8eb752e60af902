/** In the package of what they race, so that nothing has to be made public for them. */
package dev.tally.aggregation.internal;

/** The {@code simulated} backend: a script instead of hands, so that everything can be tried without X or devices. */
package dev.tally.capture.internal;

/** The {@code simulated} backend, which makes input from a script, so that all can be tried without X or devices. */
package dev.tally.capture.internal;

/**
 * Lets Jackson write and read counts, intervals and live samples.
 *
 * <p><b>Incubating.</b> This package may still change in a minor release; docs/releasing.md lists those that may.
 */
package dev.tally.sink.jackson;

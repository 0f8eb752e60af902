/** Lets Jackson write and read counts, intervals and live samples. */
package dev.tally.sink.jackson;

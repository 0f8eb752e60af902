/** The parts of a delivery by HTTP: where to, with which key, and what an answer means. */
package dev.tally.sink.http.internal;

/** The demo: runs an X server, a source of input, the client and the server, and compares the input with the summary. */
@NullMarked
package dev.tally.examples.demo;

import org.jspecify.annotations.NullMarked;

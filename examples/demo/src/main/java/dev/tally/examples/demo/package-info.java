/** The demo: composes an X server, hands, the client and the server, and compares what went in with what came out. */
@NullMarked
package dev.tally.examples.demo;

import org.jspecify.annotations.NullMarked;

/** The activity client: argument parsing and composition of the library's parts, nothing else. */
@NullMarked
package dev.tally.examples.client;

import org.jspecify.annotations.NullMarked;

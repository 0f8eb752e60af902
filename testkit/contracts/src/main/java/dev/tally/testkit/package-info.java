/**
 * What a test of a backend or a sink needs: fakes with a memory, arbitraries, and the contracts that every backend and
 * sink keeps, as abstract JUnit classes to extend.
 */
@NullMarked
package dev.tally.testkit;

import org.jspecify.annotations.NullMarked;

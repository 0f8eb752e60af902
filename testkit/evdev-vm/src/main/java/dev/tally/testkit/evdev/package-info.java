/**
 * Real input devices for tests: {@link dev.tally.testkit.evdev.GuestMachine} is the scripts of testkit/evdev-vm for Java.
 * They can also be used by hand: see the README there.
 */
@NullMarked
package dev.tally.testkit.evdev;

import org.jspecify.annotations.NullMarked;

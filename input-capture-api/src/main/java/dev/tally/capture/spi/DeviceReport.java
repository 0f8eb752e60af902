package dev.tally.capture.spi;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a backend makes of one input device, for people: what it counts for, or why it is not counted.
 *
 * @param path where the system shows the device: {@code /dev/input/event3}
 * @param name what the device calls itself; empty if that could not be asked
 * @param bus how it is connected: {@code USB}, {@code Bluetooth}, {@code virtual}; empty if that could not be asked
 * @param counts what of it is counted; empty if it is left alone
 * @param problem why it is not counted, or what may keep its counts low
 * @param remedy what the user can do about the problem
 */
public record DeviceReport(
        String path, String name, String bus, Set<Kind> counts, Optional<String> problem, Optional<String> remedy) {

    /** What of a device can be counted. */
    public enum Kind {
        /** Presses of keys, and their repeats. */
        KEYS,
        /** Presses of pointer buttons. */
        BUTTONS,
        /** Motions of a pointer. */
        MOTION,
        /** Turns of wheels. */
        SCROLL
    }

    /** Keeps the set from changing, in the order of the kinds. */
    public DeviceReport {
        EnumSet<Kind> ordered = EnumSet.noneOf(Kind.class);
        ordered.addAll(counts);
        counts = Collections.unmodifiableSet(ordered);
    }

    /** Returns whether anything of this device is counted. */
    public boolean counted() {
        return !counts.isEmpty();
    }
}

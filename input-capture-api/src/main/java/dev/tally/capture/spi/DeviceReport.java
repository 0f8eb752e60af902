package dev.tally.capture.spi;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a backend found out about one input device: what of it is counted, or why nothing is.
 *
 * <p>The texts are made for people. Instances are immutable.
 *
 * @param path the file by which the system shows the device, for example {@code /dev/input/event3}
 * @param name the name that the device gives itself; empty if it could not be asked for
 * @param bus the way it is connected, for example {@code USB}, {@code Bluetooth} or {@code virtual}; empty if it could not
 *     be asked for
 * @param counts the kinds of input that are counted of it; empty if the device is not used
 * @param problem the reason why it is not counted, or why its counts may be too low; empty if there is no problem
 * @param remedy what the user can do about the problem; empty if nothing is known to help
 */
public record DeviceReport(
        String path, String name, String bus, Set<Kind> counts, Optional<String> problem, Optional<String> remedy) {

    /** A kind of input that can be counted of a device. */
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

    /** Creates a report with an unmodifiable copy of the set, in the order of the kinds. */
    public DeviceReport {
        EnumSet<Kind> ordered = EnumSet.noneOf(Kind.class);
        ordered.addAll(counts);
        counts = Collections.unmodifiableSet(ordered);
    }

    /** {@return whether anything of this device is counted} */
    public boolean counted() {
        return !counts.isEmpty();
    }
}

package dev.tally.capture.evdev.internal;

import dev.tally.capture.spi.DeviceReport.Kind;
import java.util.BitSet;
import java.util.Set;

/** A device's capabilities, made up. */
final class Invented {
    private final String name;
    private final BitSet keys = new BitSet();
    private final BitSet relative = new BitSet();
    private final BitSet absolute = new BitSet();
    private final BitSet properties = new BitSet();
    private boolean virtual;

    Invented(String name) {
        this.name = name;
    }

    static DeviceCapabilities keyboard(String name) {
        return new Invented(name).keyRange(1, 127).made();
    }

    static DeviceCapabilities mouse(String name) {
        return new Invented(name)
                .keyRange(0x110, 0x117)
                .relative(0, 1, 6, 8, 11, 12)
                .made();
    }

    static DeviceCapabilities touchpad(String name) {
        return new Invented(name)
                .keys(KeyCodeClasses.BTN_LEFT, KeyCodeClasses.BTN_TOOL_FINGER, KeyCodeClasses.BTN_TOUCH)
                .absolute(InputEvent.ABS_X, InputEvent.ABS_Y)
                .made();
    }

    static DeviceCapabilities knob(String name) {
        return new Invented(name).relative(InputEvent.REL_DIAL).made();
    }

    Invented keys(int... codes) {
        return set(keys, codes);
    }

    Invented keyRange(int from, int to) {
        keys.set(from, to + 1);
        return this;
    }

    Invented relative(int... axes) {
        return set(relative, axes);
    }

    Invented absolute(int... axes) {
        return set(absolute, axes);
    }

    Invented properties(int... numbers) {
        return set(properties, numbers);
    }

    Invented virtual() {
        virtual = true;
        return this;
    }

    private Invented set(BitSet bits, int... numbers) {
        for (int number : numbers) {
            bits.set(number);
        }
        return this;
    }

    DeviceCapabilities made() {
        int bus = virtual ? DeviceCapabilities.BUS_VIRTUAL : 3;
        return new DeviceCapabilities(name, bus, virtual, keys, relative, absolute, properties);
    }

    Set<Kind> counts(boolean asked) {
        return made().counts(asked);
    }
}

package dev.tally.capture.evdev.internal;

import java.util.Locale;

/** The ways in which devices are connected: the constants BUS_* of linux/input.h. */
final class Bus {
    private Bus() {}

    /** Returns the name of a bus type, for people. */
    static String name(int bus) {
        return switch (bus) {
            case 0x01 -> "PCI";
            case 0x03 -> "USB";
            case 0x05 -> "Bluetooth";
            case DeviceCapabilities.BUS_VIRTUAL -> "virtual machine"; // virtio and Hyper-V say so, and uinput by custom
            case 0x11 -> "PS/2";
            case 0x18 -> "I2C";
            case 0x19 -> "host";
            case 0x1c -> "SPI";
            case 0x1d -> "RMI";
            case 0x1f -> "Intel ISHTP";
            default -> String.format(Locale.ROOT, "bus 0x%02x", bus);
        };
    }
}

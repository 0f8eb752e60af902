package dev.tally.capture.evdev.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The properties of a device that sysfs shows without opening it, for devices that may not be opened.
 *
 * @see <a href="https://www.kernel.org/doc/Documentation/ABI/testing/sysfs-class-input">sysfs-class-input</a>
 */
final class SysfsDevice {
    private static final Path CLASS = Path.of("/sys/class/input");

    private final Path folder;

    /** @param node the file name of the device, {@code event3} */
    SysfsDevice(String node) {
        folder = CLASS.resolve(node);
    }

    /** Returns the name that the device gives itself; empty if it cannot be read. */
    String name() {
        return DeviceQuery.printable(read("device/name"));
    }

    /** Returns the way in which the device is connected; empty if it cannot be read. */
    String bus() {
        try {
            return Bus.name(Integer.parseInt(read("device/id/bustype"), 16));
        } catch (NumberFormatException e) {
            return "";
        }
    }

    /**
     * Returns whether a program made it; empty if sysfs does not know the device. A uinput device may claim any bus, but it cannot
     * choose its place in the tree.
     */
    Optional<Boolean> isVirtual() {
        try {
            return Optional.of(folder.toRealPath().toString().contains("/devices/virtual/input/"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file), StandardCharsets.ISO_8859_1)
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }
}

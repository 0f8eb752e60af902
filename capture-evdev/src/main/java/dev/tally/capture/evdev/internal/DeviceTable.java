package dev.tally.capture.evdev.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open devices, each in a slot whose number epoll returns when the device is ready.
 *
 * <p><b>Threads.</b> One.
 *
 * <p><b>Cost.</b> {@link #at} is an array access; the other methods are called when devices appear or disappear.
 */
final class DeviceTable {
    private @Nullable Device[] slots = new Device[16];
    private int end;

    /** Adds a device and returns its slot. */
    int add(Device device) {
        int slot = 0;
        while (slot < end && slots[slot] != null) {
            slot++;
        }
        if (slot == slots.length) {
            slots = java.util.Arrays.copyOf(slots, 2 * slots.length);
        }
        slots[slot] = device;
        end = Math.max(end, slot + 1);
        return slot;
    }

    void remove(int slot) {
        slots[slot] = null;
    }

    /** Returns the device of a slot; null if it has been removed. */
    @Nullable
    Device at(int slot) {
        return slot < end ? slots[slot] : null;
    }

    /** Returns the number that is above all slots in use. */
    int end() {
        return end;
    }

    /** Returns the slot of the device at a path, or -1 if no device has it. */
    int slotOf(String path) {
        for (int slot = 0; slot < end; slot++) {
            Device device = slots[slot];
            if (device != null && device.path().equals(path)) {
                return slot;
            }
        }
        return -1;
    }

    List<Device> all() {
        List<Device> all = new ArrayList<>();
        for (int slot = 0; slot < end; slot++) {
            Device device = slots[slot];
            if (device != null) {
                all.add(device);
            }
        }
        return all;
    }

    int keyboards() {
        return (int) all().stream().filter(Device::isKeyboard).count();
    }

    int pointers() {
        return (int) all().stream().filter(Device::isPointer).count();
    }
}

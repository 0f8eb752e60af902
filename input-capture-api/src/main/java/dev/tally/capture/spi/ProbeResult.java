package dev.tally.capture.spi;

import dev.tally.capture.Availability;
import java.util.List;

/**
 * What a backend found when it was probed: whether it could be opened, and the devices that it looked at to find out.
 *
 * @param availability whether the backend could be opened with the options of the probe
 * @param devices every device that opening would consider, including those that it would leave alone or cannot read;
 *     empty for a backend that has no devices of its own, for example one that asks a window system
 */
public record ProbeResult(Availability availability, List<DeviceReport> devices) {

    /** Copies the list, so that the result cannot change. */
    public ProbeResult {
        devices = List.copyOf(devices);
    }

    /** Returns the result of a backend that has no devices of its own. */
    public static ProbeResult of(Availability availability) {
        return new ProbeResult(availability, List.of());
    }
}

package dev.tally.capture.spi;

import dev.tally.capture.Availability;
import java.util.List;

/**
 * The result of probing a backend: whether it can be opened, and the devices that it looked at to find out.
 *
 * <p>Instances are immutable.
 *
 * @param availability whether the backend can be opened with the options of the probe
 * @param devices every device that opening would consider, including those that would not be used or cannot be read;
 *     empty for a backend that reads no devices itself, for example one that asks a window system
 */
public record ProbeResult(Availability availability, List<DeviceReport> devices) {

    /** Creates a result with a copy of the list. */
    public ProbeResult {
        devices = List.copyOf(devices);
    }

    /**
     * Returns the result of a backend that reads no devices itself.
     *
     * @param availability whether the backend can be opened with the options of the probe
     * @return a result with an empty list of devices
     */
    public static ProbeResult of(Availability availability) {
        return new ProbeResult(availability, List.of());
    }
}

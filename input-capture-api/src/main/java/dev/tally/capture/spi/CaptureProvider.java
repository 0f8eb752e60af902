package dev.tally.capture.spi;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import java.util.List;

/**
 * A capture backend, found by {@link java.util.ServiceLoader}.
 *
 * <p>Making one must cost nothing and touch nothing native: it is made for every survey, also where it cannot work.
 */
public interface CaptureProvider {

    /** One lower-case word. */
    String name();

    /**
     * Where this backend stands among the available ones: the highest is taken. A negative one is never taken on its
     * own, only by name. The number may depend on the environment, not on anything that has to be opened.
     */
    int priority();

    /**
     * Whether {@link #open} would succeed with these options. Leaves nothing open and never throws.
     *
     * @param options as for {@code open}
     */
    Availability probe(CaptureOptions options);

    /**
     * Every device that {@link #open} would consider, those too that it would leave alone or cannot read. Empty for a
     * backend that has no devices of its own, as one that asks a window system. Leaves nothing open and never throws.
     *
     * @param options as for {@code open}
     */
    default List<DeviceReport> devices(CaptureOptions options) {
        return List.of();
    }

    /**
     * Connects to the system.
     *
     * @throws CaptureException if that fails, or an option of this backend is wrong
     */
    InputSource open(CaptureOptions options) throws CaptureException;
}

package dev.tally.capture.spi;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;

/**
 * A capture backend, found by {@link java.util.ServiceLoader}.
 *
 * <p>Making one must cost nothing and touch nothing native: it is made for every survey, also where it cannot work.
 */
public interface CaptureProvider {

    /** Returns the name by which users choose this backend: one lower-case word. */
    String name();

    /**
     * Returns the rank of this backend among the available ones: the highest is taken. A negative one is only taken by
     * name. The number may depend on the environment, not on anything that has to be opened.
     */
    int priority();

    /**
     * Finds out whether {@link #open} would succeed with these options, and what it would make of each device. Looks at
     * each device once, leaves nothing open and never throws.
     *
     * @param options as for {@code open}
     */
    ProbeResult probe(CaptureOptions options);

    /**
     * Connects to the system.
     *
     * @throws CaptureException if that fails, or an option of this backend is wrong
     */
    InputSource open(CaptureOptions options) throws CaptureException;
}

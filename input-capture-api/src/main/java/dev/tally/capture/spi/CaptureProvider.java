package dev.tally.capture.spi;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;

/**
 * A capture backend: it finds out whether it can work, and opens sources of input.
 *
 * <p>{@link java.util.ServiceLoader} finds and creates it, for every survey, also where it cannot work. Its constructor
 * must therefore be cheap and call nothing native.
 *
 * <p><b>Threads.</b> All methods may be called by any thread, also at the same time.
 */
public interface CaptureProvider {

    /** {@return the name by which users choose this backend, one lower-case word that does not change} */
    String name();

    /**
     * Returns the rank of this backend among those available, of which the highest is used.
     *
     * <p>It may depend on the environment of the process, but not on anything that has to be opened. Tally's own are 200 for
     * xrecord in an X session and 50 under Wayland, and between those for evdev.
     *
     * @return the rank; a backend with a negative one is used only if the options name it
     */
    int priority();

    /**
     * Checks the settings of this backend, and asks the system nothing.
     *
     * <p>It lets a program tell a wrong setting, which stays wrong, from a system that is not ready yet. By default it finds
     * nothing wrong; {@link #open} must check anyway.
     *
     * @param options the settings; those of other backends are ignored
     * @throws CaptureException if a setting of this backend is unknown or wrong
     */
    default void check(CaptureOptions options) throws CaptureException {}

    /**
     * Finds out whether {@link #open} would succeed, and what it would count of each device.
     *
     * <p>It looks at each device once, leaves nothing open and never throws. It may take as long as opening does.
     *
     * @param options the options that {@code open} would get
     * @return the answer, with a reason and a remedy if the backend cannot be opened
     */
    ProbeResult probe(CaptureOptions options);

    /**
     * Connects to the system and returns a source that is ready to run.
     *
     * @param options the settings; those of other backends are ignored
     * @return an open source, which the caller runs once and closes
     * @throws CaptureException if the system refuses or fails, or a setting of this backend is unknown or wrong
     */
    InputSource open(CaptureOptions options) throws CaptureException;
}

package dev.tally.capture.evdev.internal;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.ProbeResult;
import java.util.Optional;

/**
 * The {@code evdev} backend, which reads the kernel's input devices: for Wayland, consoles and machines without a screen.
 *
 * <p>It works on Java 25 and later. This class alone is compiled for Java 17, so that an older Java can load it and users
 * read which Java the backend needs.
 */
public final class EvdevProvider implements CaptureProvider {
    static final String NAME = "evdev";

    /** Below that of xrecord in an X session, and above it under Wayland, where xrecord sees only the input of X programs. */
    static final int PRIORITY = 100;

    /** The release of which the rest of this module is. */
    private static final int NEEDED_JAVA = 25;

    private final int java;
    private final Optional<CaptureProvider> backend;

    /** Creates the provider; called by {@link java.util.ServiceLoader}. */
    public EvdevProvider() {
        this(Runtime.version().feature());
    }

    EvdevProvider(int java) {
        this.java = java;
        this.backend = java < NEEDED_JAVA ? Optional.empty() : Optional.of(new EvdevBackend());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public void check(CaptureOptions options) throws CaptureException {
        if (backend.isPresent()) {
            backend.get().check(options);
        }
    }

    @Override
    public ProbeResult probe(CaptureOptions options) {
        return backend.map(usable -> usable.probe(options)).orElseGet(() -> ProbeResult.of(tooOld()));
    }

    @Override
    public InputSource open(CaptureOptions options) throws CaptureException {
        if (backend.isEmpty()) {
            throw new CaptureException(NAME + " " + tooOld().reason() + "; " + tooOld().remedy());
        }
        return backend.get().open(options);
    }

    private Availability.Unavailable tooOld() {
        return new Availability.Unavailable(
                "needs Java " + NEEDED_JAVA + ", and this is Java " + java,
                "run this program on Java " + NEEDED_JAVA + " or later, or choose another backend");
    }
}

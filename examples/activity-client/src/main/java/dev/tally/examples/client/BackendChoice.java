package dev.tally.examples.client;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureBackends.Backend;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import java.util.List;
import java.util.Optional;

/**
 * The backend that counts, as {@link CaptureBackends#best} chooses it, and the one that would count more but cannot be used.
 *
 * @param options the options of the user
 * @param present the backends that were probed, the preferred one first
 */
record BackendChoice(CaptureOptions options, List<Backend> present) {
    private static final String EVDEV = "evdev";

    /** Probes every backend. */
    static BackendChoice among(CaptureOptions options) {
        return new BackendChoice(options, CaptureBackends.survey(options));
    }

    /** Probes backends, the preferred one first, until one can count. */
    static BackendChoice first(CaptureOptions options) {
        return new BackendChoice(options, CaptureBackends.candidates(options));
    }

    /** Returns the backend that {@code run} uses; empty if it cannot count. */
    Optional<Backend> chosen() {
        return present.stream()
                .filter(b ->
                        b.available() && options.backend().map(b.name()::equals).orElse(b.priority() >= 0))
                .findFirst();
    }

    /**
     * Returns the chosen backend, ready to be opened.
     *
     * @throws CaptureException if there is no such backend; the message lists each backend with its reason
     */
    CaptureProvider provider() throws CaptureException {
        Optional<CaptureProvider> provider = chosen().flatMap(Backend::provider);
        return provider.isPresent() ? provider.get() : CaptureBackends.best(options);
    }

    /**
     * Returns why evdev, which counts all input of the machine, is not used although it is preferred to the chosen backend. That
     * happens under Wayland, where xrecord counts the input of X clients only. Empty if the user has named a backend.
     */
    Optional<String> missedBackend() {
        if (options.backend().isPresent()) {
            return Optional.empty();
        }
        int chosenPriority = chosen().map(Backend::priority).orElse(Integer.MAX_VALUE);
        return present.stream()
                .filter(b -> b.name().equals(EVDEV) && b.priority() > chosenPriority)
                .flatMap(b -> why(b).stream())
                .findFirst();
    }

    private static Optional<String> why(Backend backend) {
        return backend.availability() instanceof Availability.Unavailable it
                ? Optional.of(EVDEV + " would count the input of all programs, but cannot be used here: " + it.reason()
                        + "; " + it.remedy())
                : Optional.empty();
    }
}

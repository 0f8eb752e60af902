package dev.tally.capture;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which backend to open, and what to tell it.
 *
 * <p>A setting has the name of its backend before the first dot, {@code xrecord.display} or {@code evdev.include}; each
 * backend documents its own and refuses one that it does not know. Settings of other backends are ignored, so that one
 * set of options can be kept for several machines.
 *
 * <p>Instances are immutable.
 */
public final class CaptureOptions {
    private static final CaptureOptions DEFAULTS = new CaptureOptions(Optional.empty(), Map.of());

    private final Optional<String> backend;
    private final Map<String, String> settings;

    private CaptureOptions(Optional<String> backend, Map<String, String> settings) {
        this.backend = backend;
        this.settings = settings;
    }

    /** Returns options that choose the best available backend, with its own defaults. */
    public static CaptureOptions defaults() {
        return DEFAULTS;
    }

    /** Returns these options, for the backend of this name only. */
    public CaptureOptions backend(String name) {
        return new CaptureOptions(Optional.of(name), settings);
    }

    /**
     * Returns these options and one more setting.
     *
     * @param name backend, dot, setting
     * @param value what the setting is to be
     * @throws IllegalArgumentException if the name has no dot with something on both sides
     */
    public CaptureOptions with(String name, String value) {
        int dot = name.indexOf('.');
        if (dot < 1 || dot == name.length() - 1) {
            throw new IllegalArgumentException("capture setting '" + name
                    + "' has no backend: write it as BACKEND.SETTING, as in xrecord.display");
        }
        Map<String, String> more = new TreeMap<>(settings);
        more.put(name, value);
        return new CaptureOptions(backend, Map.copyOf(more));
    }

    /** Returns the backend that was asked for by name; empty for the best one. */
    public Optional<String> backend() {
        return backend;
    }

    /** Returns the value of a setting, by its whole name; empty if it is not set. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /**
     * Refuses settings of a backend that it does not have; a backend calls this before it reads its settings.
     *
     * @param backend the caller's name
     * @param known its settings, without the name of the backend
     * @throws CaptureException naming the first setting of this backend that is not among them
     */
    public void refuseUnknown(String backend, Set<String> known) throws CaptureException {
        for (String name : settings.keySet()) {
            if (name.startsWith(backend + ".") && !known.contains(name.substring(backend.length() + 1))) {
                throw new CaptureException("backend '" + backend + "' has no setting '" + name + "'; it has "
                        + known.stream().sorted().map(s -> backend + "." + s).toList());
            }
        }
    }

    @Override
    public String toString() {
        return backend.orElse("best") + new TreeMap<>(settings);
    }
}

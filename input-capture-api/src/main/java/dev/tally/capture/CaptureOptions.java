package dev.tally.capture;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The choice of a capture backend, and the settings for it.
 *
 * <pre>{@code
 * CaptureOptions options = CaptureOptions.defaults().backend("xrecord").with("xrecord.display", ":1");
 * }</pre>
 *
 * <p>The name of a setting is that of its backend, a dot and the setting's own, for example {@code xrecord.display} or
 * {@code evdev.include}. Each backend documents its settings and refuses one that it does not know when it is opened or
 * probed. It ignores the settings of other backends, so that one set of options serves several machines.
 *
 * <p><b>Threads.</b> Instances are immutable; each method that changes something returns a new one.
 */
public final class CaptureOptions {
    private static final CaptureOptions DEFAULTS = new CaptureOptions(Optional.empty(), Map.of());

    private final Optional<String> backend;
    private final Map<String, String> settings;

    private CaptureOptions(Optional<String> backend, Map<String, String> settings) {
        this.backend = backend;
        this.settings = settings;
    }

    /** {@return options that leave the choice of the backend to {@link CaptureBackends#best} and set nothing} */
    public static CaptureOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns these options with a backend chosen by name.
     *
     * @param name the name of the backend, as {@link CaptureBackends#names} lists it; it is not checked here
     * @return new options; these do not change
     */
    public CaptureOptions backend(String name) {
        return new CaptureOptions(Optional.of(name), settings);
    }

    /**
     * Returns these options with one more setting, or with another value for it.
     *
     * @param name the whole name of the setting: the name of the backend, a dot, the setting's own name
     * @param value the value, as the documentation of the backend describes it; it is not checked here
     * @return new options; these do not change
     * @throws IllegalArgumentException if the name has no dot, or nothing before or after it
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

    /** {@return the name of the chosen backend; empty if the best available one is to be used} */
    public Optional<String> backend() {
        return backend;
    }

    /**
     * Returns the value of a setting.
     *
     * @param name the whole name of the setting, for example {@code xrecord.display}
     * @return the value; empty if the setting is not set
     */
    public Optional<String> get(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /**
     * Checks that all settings of a backend exist. A backend calls this before it reads its settings.
     *
     * @param backend the name of the calling backend
     * @param known the settings that it has, without the name of the backend and the dot
     * @throws CaptureException if a setting of this backend is not among them; the message names it and lists those known
     */
    public void refuseUnknown(String backend, Set<String> known) throws CaptureException {
        for (String name : settings.keySet()) {
            if (name.startsWith(backend + ".") && !known.contains(name.substring(backend.length() + 1))) {
                throw new CaptureException("backend '" + backend + "' has no setting '" + name + "'; it has "
                        + known.stream().sorted().map(s -> backend + "." + s).toList());
            }
        }
    }

    /** {@return the backend and all settings, for messages} */
    @Override
    public String toString() {
        return backend.orElse("best") + new TreeMap<>(settings);
    }
}

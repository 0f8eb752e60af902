package dev.tally.capture;

import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.DeviceReport;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.ProbeResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The capture backends on the class or module path, and the choice among them.
 *
 * <p>{@link #best} takes the available backend of the highest priority, or the one that the options name. With the
 * backends of Tally that is: in an X session xrecord, under Wayland and without a display evdev; one of them at a time,
 * so that no press is counted twice. The {@code simulated} backend is only taken by name.
 *
 * <p><b>Failure.</b> One backend that cannot even be loaded, for a missing library or a Java that is too old, never hides
 * another: it is listed with its reason.
 */
public final class CaptureBackends {
    /** A class path that yields more unloadable providers than this is not read to its end. */
    private static final int MOST_BROKEN = 100;

    private CaptureBackends() {}

    /**
     * One backend of a {@link #survey}.
     *
     * @param name the provider's name, or its class where it could not be loaded
     * @param priority as {@link CaptureProvider#priority}
     * @param availability whether it would work here and now
     * @param devices every device that it would consider, as in {@link ProbeResult#devices}
     * @param provider absent if it could not be loaded
     */
    public record Backend(
            String name,
            int priority,
            Availability availability,
            List<DeviceReport> devices,
            Optional<CaptureProvider> provider) {

        /** Copies the list, so that the backend cannot change. */
        public Backend {
            devices = List.copyOf(devices);
        }

        private static Backend broken(String name, Availability why) {
            return new Backend(name, Integer.MIN_VALUE, why, List.of(), Optional.empty());
        }

        /** Returns whether the backend can be opened. */
        public boolean available() {
            return availability instanceof Availability.Available;
        }
    }

    /** Returns the names of the backends that are present, as in a {@link #survey}, without asking which would work. */
    public static Set<String> names() {
        return load().stream().map(CaptureBackends::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Probes every backend that is present with default options; see {@link #survey(CaptureOptions)}. */
    public static List<Backend> survey() {
        return survey(CaptureOptions.defaults());
    }

    /** Probes every backend that is present. The highest priority comes first. */
    public static List<Backend> survey(CaptureOptions options) {
        return load().stream()
                .map(loaded -> probe(loaded, options))
                .sorted(Comparator.comparingInt(Backend::priority).reversed().thenComparing(Backend::name))
                .toList();
    }

    /**
     * Returns the backend to use with these options.
     *
     * @throws CaptureException listing every backend with its reason and remedy, if none can be used
     */
    public static CaptureProvider best(CaptureOptions options) throws CaptureException {
        List<Backend> all = survey(options);
        for (Backend backend : all) {
            boolean wanted = options.backend().isPresent()
                    ? backend.name().equals(options.backend().get())
                    : backend.priority() >= 0;
            if (wanted && backend.available()) {
                return backend.provider().orElseThrow();
            }
        }
        throw new CaptureException(explain(all, options));
    }

    /** Opens {@link #best}. */
    public static InputSource openBest(CaptureOptions options) throws CaptureException {
        return best(options).open(options);
    }

    private static String explain(List<Backend> all, CaptureOptions options) {
        StringBuilder text = new StringBuilder();
        Optional<String> name = options.backend();
        List<Backend> shown = all;
        if (name.isPresent()) {
            shown = all.stream().filter(b -> b.name().equals(name.get())).toList();
            text.append(
                    shown.isEmpty()
                            ? "there is no capture backend '" + name.get() + "'; present are "
                                    + all.stream().map(Backend::name).toList()
                            : "capture backend '" + name.get() + "' cannot be used");
        } else {
            text.append("no capture backend can be used");
        }
        for (Backend backend : shown) {
            if (backend.availability() instanceof Availability.Unavailable why) {
                text.append(String.format(Locale.ROOT, "%n  %s: %s; %s", backend.name(), why.reason(), why.remedy()));
            }
        }
        return text.toString();
    }

    private static Backend probe(Loaded loaded, CaptureOptions options) {
        if (loaded.provider().isEmpty()) {
            return Backend.broken(loaded.name(), loaded.broken());
        }
        CaptureProvider provider = loaded.provider().get();
        try {
            ProbeResult found = provider.probe(options);
            return new Backend(
                    provider.name(), provider.priority(), found.availability(), found.devices(), loaded.provider());
        } catch (RuntimeException | LinkageError e) {
            return Backend.broken(loaded.name(), broken(e)); // its name() may be what broke
        }
    }

    private static String name(Loaded loaded) {
        try {
            return loaded.provider().map(CaptureProvider::name).orElse(loaded.name());
        } catch (RuntimeException | LinkageError e) {
            return loaded.name();
        }
    }

    /** A provider, or why it could not be loaded. */
    private record Loaded(String name, Optional<CaptureProvider> provider, Availability broken) {}

    private static List<Loaded> load() {
        List<Loaded> found = new ArrayList<>();
        Iterator<ServiceLoader.Provider<CaptureProvider>> providers =
                ServiceLoader.load(CaptureProvider.class).stream().iterator();
        int failures = 0;
        while (failures < MOST_BROKEN) {
            String name = "a provider that could not be loaded";
            try {
                if (!providers.hasNext()) {
                    break;
                }
                ServiceLoader.Provider<CaptureProvider> next = providers.next();
                name = next.type().getName();
                found.add(new Loaded(name, Optional.of(next.get()), Availability.available("")));
            } catch (ServiceConfigurationError | LinkageError e) {
                failures++;
                found.add(new Loaded(name, Optional.empty(), broken(e)));
            }
        }
        return found;
    }

    private static Availability broken(Throwable e) {
        Throwable cause = e instanceof ServiceConfigurationError && e.getCause() != null ? e.getCause() : e;
        String remedy = cause instanceof UnsupportedClassVersionError
                ? "run with a newer Java than " + Runtime.version().feature()
                : "check that the jar and what it depends on are complete and of one version";
        return Availability.unavailable("cannot be loaded: " + cause, remedy);
    }
}

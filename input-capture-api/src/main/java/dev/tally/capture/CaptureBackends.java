package dev.tally.capture;

import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.DeviceReport;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.ProbeResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The capture backends on the class or module path, and the choice among them.
 *
 * <pre>{@code
 * CaptureOptions options = CaptureOptions.defaults();
 * CaptureProvider best = CaptureBackends.best(options);
 * try (CaptureSession session = CaptureSession.start(best, options, handler, listener)) {
 *     ...
 * }
 * }</pre>
 *
 * <p>{@link #best} chooses the available backend of the highest priority, or the one that the options name. With the
 * backends of Tally that is xrecord in an X session, and evdev under Wayland or without a display. A program should run one
 * backend at a time: two would count each press twice. The {@code simulated} backend is used only if it is named.
 *
 * <p><b>Threads.</b> All methods may be called by any thread.
 *
 * <p><b>Cost.</b> {@link #survey} probes every backend, which opens and closes displays and devices; with a display that
 * does not answer that takes up to a few seconds. {@link #candidates}, {@link #best} and {@link #openBest} probe one backend
 * after the other until one can be opened, or only the one that the options name. {@link #names} and {@link #check} open nothing.
 *
 * <p><b>Failure.</b> A backend that cannot be loaded, because a library is missing or the Java is too old, does not hide
 * the others: it is listed with the reason. If no backend can be used, the message also says what to add where one is
 * missing, for example because a shaded jar has the service file of only one of its jars.
 */
public final class CaptureBackends {
    private CaptureBackends() {}

    /**
     * The entry for one backend in a {@link #survey}.
     *
     * @param name the name of the backend, or that of the provider's class if it could not be loaded
     * @param priority the rank of the backend, as {@link CaptureProvider#priority}; {@link Integer#MIN_VALUE} if it could
     *     not be loaded
     * @param availability whether the backend can be opened here and now
     * @param devices every device that the backend would consider, as {@link ProbeResult#devices}
     * @param provider the backend itself; empty if it could not be loaded
     */
    public record Backend(
            String name,
            int priority,
            Availability availability,
            List<DeviceReport> devices,
            Optional<CaptureProvider> provider) {

        /** Creates an entry with a copy of the list of devices. */
        public Backend {
            devices = List.copyOf(devices);
        }

        private static Backend broken(String name, Availability why) {
            return new Backend(name, Integer.MIN_VALUE, why, List.of(), Optional.empty());
        }

        /** {@return whether the backend can be opened} */
        public boolean available() {
            return availability instanceof Availability.Available;
        }
    }

    /** {@return the names of all backends that are present, sorted, without probing which of them work} */
    public static Set<String> names() {
        return LoadedProvider.all().stream().map(LoadedProvider::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Checks the settings of every backend that is present, and asks the system nothing.
     *
     * @param options the settings
     * @throws CaptureException if a setting is wrong, or unknown to its backend; the message says which and why
     */
    public static void check(CaptureOptions options) throws CaptureException {
        for (LoadedProvider loaded : LoadedProvider.all()) {
            if (loaded.provider().isPresent()) {
                loaded.provider().get().check(options);
            }
        }
    }

    /**
     * Probes every backend that is present with the default options.
     *
     * @return an entry for each backend, that of the highest priority first
     */
    public static List<Backend> survey() {
        return survey(CaptureOptions.defaults());
    }

    /**
     * Probes every backend that is present, also those that the options do not choose.
     *
     * @param options the settings to probe with
     * @return an entry for each backend, that of the highest priority first
     */
    public static List<Backend> survey(CaptureOptions options) {
        return LoadedProvider.all().stream()
                .map(loaded -> probe(loaded, options))
                .sorted(Comparator.comparingInt(Backend::priority).reversed().thenComparing(Backend::name))
                .toList();
    }

    /**
     * Probes backends in the order of their priority until one can be opened that {@link #best} would return. If the options
     * name a backend, only that one is probed.
     *
     * @param options the choice and the settings
     * @return an entry for each backend that was probed, in this order; empty if the named backend is not present
     */
    public static List<Backend> candidates(CaptureOptions options) {
        List<Backend> probed = new ArrayList<>();
        for (LoadedProvider next : LoadedProvider.mostPreferredFirst()) {
            if (options.backend().map(next.name()::equals).orElse(true)) {
                Backend backend = probe(next, options);
                probed.add(backend);
                if (isChoice(backend, options)) {
                    break;
                }
            }
        }
        return List.copyOf(probed);
    }

    private static boolean isChoice(Backend backend, CaptureOptions options) {
        return backend.available()
                && options.backend().map(backend.name()::equals).orElse(backend.priority() >= 0);
    }

    /**
     * Returns the backend to use: the one that the options name, or else the available one of the highest priority.
     *
     * @param options the choice and the settings
     * @return a backend that could be opened with these options a moment ago
     * @throws CaptureException if no backend can be used, or the named one cannot; the message lists the reasons and remedies
     */
    public static CaptureProvider best(CaptureOptions options) throws CaptureException {
        List<Backend> probed = candidates(options);
        for (Backend backend : probed) {
            if (isChoice(backend, options)) {
                return backend.provider().orElseThrow();
            }
        }
        throw new CaptureException(explain(probed.isEmpty() ? survey(options) : probed, options));
    }

    /**
     * Opens the backend that {@link #best} returns.
     *
     * @param options the choice and the settings
     * @return an open source, which the caller closes
     * @throws CaptureException if no backend can be used, or opening it fails
     */
    public static InputSource openBest(CaptureOptions options) throws CaptureException {
        return best(options).open(options);
    }

    private static String explain(List<Backend> all, CaptureOptions options) {
        Optional<String> name = options.backend();
        List<Backend> shown =
                all.stream().filter(CaptureBackends::mayBeChosenUnnamed).toList();
        String what = "no capture backend can be used";
        if (name.isPresent()) {
            shown = all.stream().filter(b -> b.name().equals(name.get())).toList();
            what = "capture backend '" + name.get() + "' cannot be used";
            if (shown.isEmpty()) {
                shown = all.stream()
                        .filter(b -> b.provider().isEmpty())
                        .toList(); // one of them may be the one that is named
                what = "there is no capture backend '" + name.get() + "'; present are "
                        + all.stream().map(Backend::name).toList();
            }
        }
        StringBuilder text = new StringBuilder(what);
        for (Backend backend : shown) {
            if (backend.availability() instanceof Availability.Unavailable why) {
                text.append(String.format(Locale.ROOT, "%n  %s: %s; %s", backend.name(), why.reason(), why.remedy()));
            }
        }
        LoadedProvider.missing(LoadedProvider.all())
                .ifPresent(hint -> text.append(String.format(Locale.ROOT, "%n  %s", hint)));
        return text.toString();
    }

    /** Returns whether the reason of this backend matters if none is named; one that is broken may be any. */
    private static boolean mayBeChosenUnnamed(Backend backend) {
        return backend.priority() >= 0 || backend.provider().isEmpty();
    }

    private static Backend probe(LoadedProvider loaded, CaptureOptions options) {
        if (loaded.provider().isEmpty()) {
            return Backend.broken(loaded.type(), loaded.problem().orElseThrow());
        }
        CaptureProvider provider = loaded.provider().get();
        try {
            ProbeResult found = provider.probe(options);
            return new Backend(
                    provider.name(), provider.priority(), found.availability(), found.devices(), loaded.provider());
        } catch (RuntimeException | LinkageError e) {
            return Backend.broken(loaded.type(), LoadedProvider.problem(e)); // its name() may be what broke
        }
    }
}

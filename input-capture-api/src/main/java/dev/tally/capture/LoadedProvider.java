package dev.tally.capture;

import dev.tally.capture.internal.SimulatedProvider;
import dev.tally.capture.spi.CaptureProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * A provider that is registered as a service, or the reason why it could not be loaded.
 *
 * @param type the name of the provider's class, if the service loader told it
 * @param provider the provider; empty if it could not be loaded
 * @param problem why it could not be loaded, if so
 */
record LoadedProvider(String type, Optional<CaptureProvider> provider, Optional<Availability.Unavailable> problem) {
    /** The file in which a jar on the class path registers its providers. */
    private static final String SERVICE_FILE = "META-INF/services/" + CaptureProvider.class.getName();

    /** The search ends after this many providers that cannot be loaded: a broken class path may yield them endlessly. */
    private static final int MOST_BROKEN = 100;

    private static final String NOT_LOADED = "a provider that could not be loaded";

    /** Loads every provider that is present. One that fails twice in the same way is in the list once. */
    static List<LoadedProvider> all() {
        List<LoadedProvider> found = new ArrayList<>();
        Set<String> seen = new HashSet<>(); // on the module path, a broken provider is also found by its service file
        Iterator<ServiceLoader.Provider<CaptureProvider>> providers =
                ServiceLoader.load(CaptureProvider.class, classLoader()).stream()
                        .iterator();
        int failures = 0;
        while (failures < MOST_BROKEN) {
            String type = NOT_LOADED;
            try {
                if (!providers.hasNext()) {
                    break;
                }
                ServiceLoader.Provider<CaptureProvider> next = providers.next();
                type = next.type().getName();
                found.add(new LoadedProvider(type, Optional.of(next.get()), Optional.empty()));
            } catch (ServiceConfigurationError | LinkageError e) {
                failures++;
                if (seen.add(type + cause(e))) {
                    found.add(new LoadedProvider(type, Optional.empty(), Optional.of(problem(e))));
                }
            }
        }
        return found;
    }

    /** Loads every provider that is present, that of the highest priority first and those that cannot be asked last. */
    static List<LoadedProvider> mostPreferredFirst() {
        List<LoadedProvider> all = all();
        all.sort(LoadedProvider::compare);
        return all;
    }

    /** Compares by priority, the highest first, and then by name. An AOT cache holds this, but no comparator of the JDK. */
    private static int compare(LoadedProvider one, LoadedProvider other) {
        int byPriority = Integer.compare(other.priority(), one.priority());
        return byPriority == 0 ? one.name().compareTo(other.name()) : byPriority;
    }

    private int priority() {
        try {
            return provider.map(CaptureProvider::priority).orElse(Integer.MIN_VALUE);
        } catch (RuntimeException | LinkageError e) {
            return Integer.MIN_VALUE;
        }
    }

    /** Returns the name of the backend, or that of the provider's class if it has no name that can be asked for. */
    String name() {
        try {
            return provider.map(CaptureProvider::name).orElse(type);
        } catch (RuntimeException | LinkageError e) {
            return type;
        }
    }

    /**
     * Says what to add if backends are missing: they are then not on the path, or the jars were packed into one and their
     * service files were not merged. Empty if that cannot be told.
     */
    static Optional<String> missing(List<LoadedProvider> all) {
        if (all.stream().noneMatch(LoadedProvider::isSimulated)) {
            return Optional.of("the backend 'simulated' of Tally itself is not registered, so " + SERVICE_FILE
                    + " is missing or is that of one jar only; where jars are packed into one, the files of this name must be"
                    + " merged (maven-shade-plugin: ServicesResourceTransformer)");
        }
        return all.stream().allMatch(LoadedProvider::isSimulated)
                ? Optional.of(
                        "only 'simulated' is registered; add tally-capture-xrecord or tally-capture-evdev; where jars are"
                                + " packed into one, their files " + SERVICE_FILE
                                + " must be merged (maven-shade-plugin: ServicesResourceTransformer)")
                : Optional.empty();
    }

    private boolean isSimulated() {
        return provider.filter(SimulatedProvider.class::isInstance).isPresent();
    }

    /** Returns the context class loader, unless it does not know this class: then it is that of some other part of the program. */
    private static ClassLoader classLoader() {
        ClassLoader own = LoadedProvider.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            boolean knowsThis = context != null
                    && Class.forName(LoadedProvider.class.getName(), false, context) == LoadedProvider.class;
            return knowsThis ? context : own;
        } catch (ClassNotFoundException | LinkageError e) {
            return own;
        }
    }

    /** Returns the reason and the remedy for a provider that failed to load or to answer. */
    static Availability.Unavailable problem(Throwable failure) {
        Throwable cause = cause(failure);
        String remedy = cause instanceof UnsupportedClassVersionError
                ? "run with a newer Java than " + Runtime.version().feature()
                : "check that the jar and what it depends on are complete and of one version";
        return new Availability.Unavailable("cannot be loaded: " + cause, remedy);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof ServiceConfigurationError && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }
}

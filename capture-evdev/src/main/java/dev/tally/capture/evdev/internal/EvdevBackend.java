package dev.tally.capture.evdev.internal;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.ProbeResult;
import java.lang.foreign.Linker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The backend itself, to which {@link EvdevProvider} delegates on a Java that has the foreign function API.
 *
 * <p>It needs the right to read /dev/input, which group {@code input} has, and Java's permission for native access. Its
 * settings are those of {@link EvdevSettings}.
 */
final class EvdevBackend implements CaptureProvider {
    private final Supplier<Libc> libc;
    private final DeviceQuery query;

    /** Creates a backend that calls the C library with which the Java process is linked. */
    EvdevBackend() {
        this(() -> new Libc(Linker.nativeLinker().defaultLookup()), new DeviceQuery());
    }

    EvdevBackend(Supplier<Libc> libc, DeviceQuery query) {
        this.libc = libc;
        this.query = query;
    }

    @Override
    public String name() {
        return EvdevProvider.NAME;
    }

    @Override
    public int priority() {
        return EvdevProvider.PRIORITY;
    }

    @Override
    public void check(CaptureOptions options) throws CaptureException {
        EvdevSettings.of(options);
    }

    @Override
    public ProbeResult probe(CaptureOptions options) {
        Optional<Availability> problem = NativeAccess.problem();
        if (problem.isPresent()) {
            return ProbeResult.of(problem.get());
        }
        try {
            EvdevSettings settings = EvdevSettings.of(options);
            Libc own = libc.get();
            DeviceSurvey survey = survey(own, settings);
            return new ProbeResult(availability(own, settings, survey), survey.reports());
        } catch (CaptureException e) {
            return ProbeResult.of(cannotWork(e));
        }
    }

    @Override
    public InputSource open(CaptureOptions options) throws CaptureException {
        Optional<Availability> problem = NativeAccess.problem();
        if (problem.isPresent()) {
            throw EvdevSource.cannotOpen(problem.get());
        }
        return EvdevSource.open(libc.get(), EvdevSettings.of(options), query);
    }

    private static Availability availability(Libc own, EvdevSettings settings, DeviceSurvey survey) {
        try {
            new HotplugWatch(own, settings.directory()).close(); // opening needs one too
        } catch (CaptureException e) {
            return cannotWork(e);
        }
        Availability found = survey.availability();
        return found instanceof Availability.Unavailable why && settings.waits()
                ? Availability.available("nothing yet, waiting for a device: " + why.reason())
                : found;
    }

    private static Availability cannotWork(CaptureException why) {
        return Availability.unavailable(
                String.valueOf(why.getMessage()),
                "correct what it names: a setting, the directory, or a limit of the system");
    }

    private DeviceSurvey survey(Libc own, EvdevSettings settings) throws CaptureException {
        DeviceScan scan = new DeviceScan(own, settings, query);
        DeviceSurvey survey = new DeviceSurvey(settings.directory());
        Deque<Integer> open = new ArrayDeque<>(); // open all at once, as when counting
        try {
            for (int i = 0; i < EvdevSource.DESCRIPTORS; i++) {
                open.push(own.eventfd());
            }
            for (String path : scan.paths()) {
                DeviceScan.Found found = scan.look(path);
                found.device().ifPresent(device -> open.push(device.fd()));
                survey.add(found);
            }
        } finally {
            open.stream().filter(fd -> fd >= 0).forEach(own::close);
        }
        if (settings.checksGrabs()) {
            survey.ask(new GrabCheck(own, query));
        }
        return survey;
    }
}

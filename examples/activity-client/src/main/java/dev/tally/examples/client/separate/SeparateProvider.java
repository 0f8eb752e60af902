package dev.tally.examples.client.separate;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.ProbeResult;
import dev.tally.examples.client.separate.Message.BatchId;
import dev.tally.examples.client.separate.Message.Purpose;
import dev.tally.examples.client.separate.Message.Refusal;
import dev.tally.examples.client.separate.Message.Welcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The {@code separate} backend: it takes over what a process of its own counts, {@code activity-client capture}, so that this one needs
 * no right to devices. It is used only when named.
 *
 * <p>Setting: {@code separate.socket}, the socket of that process, default {@value #DEFAULT_SOCKET}.
 */
public final class SeparateProvider implements CaptureProvider {
    /** Where the unit of the capture process has its socket. */
    public static final String DEFAULT_SOCKET = "/run/tally-capture/capture.socket";

    /** The name of this backend. */
    public static final String NAME = "separate";

    private static final String SOCKET = "separate.socket";
    private static final String REMEDY =
            "for the service: systemctl start tally-activity-client, which starts it; by hand: activity-client capture --socket"
                    + " FILE, and here --capture separate.socket=FILE";

    /** What this process has accepted last. It outlives a connection, so that nothing is counted twice after the next one. */
    private final AtomicReference<BatchId> accepted = new AtomicReference<>(BatchId.NONE);

    private final AtomicBoolean goOn = new AtomicBoolean();

    /** Creates the provider. Called by {@link java.util.ServiceLoader}. */
    public SeparateProvider() {}

    /** Returns the provider if it is of this class. */
    public static Optional<SeparateProvider> ifIt(CaptureProvider provider) {
        return provider instanceof SeparateProvider it ? Optional.of(it) : Optional.empty();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return -1;
    }

    @Override
    public void check(CaptureOptions options) throws CaptureException {
        socket(options);
    }

    @Override
    public ProbeResult probe(CaptureOptions options) {
        return ProbeResult.of(availability(options));
    }

    private Availability availability(CaptureOptions options) {
        try (CaptureConnection connection = new CaptureConnection(socket(options), Purpose.PROBE, BatchId.NONE)) {
            return switch (connection.answer()) {
                case Welcome it ->
                    Availability.available("takes over what the process at " + socket(options) + " counts");
                case Refusal it -> Availability.unavailable(it.reason(), it.remedy());
                default -> Availability.unavailable(socket(options) + " is not of a capture process", REMEDY);
            };
        } catch (CaptureException e) {
            return Availability.unavailable(String.valueOf(e.getMessage()), "correct the setting");
        } catch (IOException e) {
            return Availability.unavailable(reason(options, e), REMEDY);
        }
    }

    @Override
    public InputSource open(CaptureOptions options) throws CaptureException {
        Path socket = socket(options);
        try {
            CaptureConnection connection = new CaptureConnection(socket, Purpose.COUNT, accepted.get());
            try {
                return source(connection);
            } catch (IOException | CaptureException e) {
                connection.close();
                throw e;
            }
        } catch (IOException e) {
            throw new CaptureException(reason(options, e) + "; " + REMEDY, e);
        }
    }

    private InputSource source(CaptureConnection connection) throws IOException, CaptureException {
        return switch (connection.answer()) {
            case Welcome welcome -> new SeparateSource(connection, welcome, accepted, goOn::get);
            case Refusal refusal ->
                throw new CaptureException(
                        refusal.reason() + (refusal.remedy().isEmpty() ? "" : "; " + refusal.remedy()));
            default -> throw new IOException("an unexpected answer");
        };
    }

    /**
     * Has the capture process close the devices until the next {@link #open}. For a client that begins in a pause: the one before
     * may have been killed, and what is typed now is not to be counted.
     */
    public void hold(CaptureOptions options) {
        try (CaptureConnection connection = new CaptureConnection(socket(options), Purpose.HOLD, BatchId.NONE)) {
            connection.answer();
        } catch (IOException | CaptureException e) { // no process counts
        }
    }

    /**
     * Says that this process ends, and that it does so without wanting a pause: the capture process then goes on counting for the
     * next one.
     */
    public void endsWithoutPause() {
        goOn.set(true);
    }

    private static Path socket(CaptureOptions options) throws CaptureException {
        options.refuseUnknown(NAME, Set.of("socket"));
        String socket = options.get(SOCKET).orElse(DEFAULT_SOCKET);
        try {
            return Path.of(socket);
        } catch (InvalidPathException e) {
            throw new CaptureException(
                    SOCKET + " is '" + socket + "', which this locale cannot write as a file name; set LC_ALL=C.UTF-8",
                    e);
        }
    }

    private static String reason(CaptureOptions options, IOException why) {
        String socket = options.get(SOCKET).orElse(DEFAULT_SOCKET);
        return Files.exists(Path.of(socket))
                ? "the capture process at " + socket + " cannot be asked: " + why.getMessage()
                : "there is no capture process: " + socket + " does not exist";
    }
}

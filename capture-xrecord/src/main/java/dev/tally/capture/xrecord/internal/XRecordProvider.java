package dev.tally.capture.xrecord.internal;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.ProbeResult;
import dev.tally.capture.xrecord.internal.XRecordSettings.Way;
import dev.tally.capture.xrecord.internal.x11.Deadline;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import dev.tally.capture.xrecord.internal.x11.Libxcb;
import dev.tally.capture.xrecord.internal.x11.SocketConnection;
import dev.tally.capture.xrecord.internal.x11.XConnection;
import dev.tally.capture.xrecord.internal.x11.Xauthority;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code xrecord} backend, which counts the input of all keyboards and pointers of an X server.
 *
 * <p>Settings: {@code xrecord.display} (default: DISPLAY), {@code xrecord.xauthority} (a file of cookies; default:
 * XAUTHORITY, else {@code ~/.Xauthority}), {@code xrecord.connection} ({@code socket}, {@code xcb} for libxcb through JNA,
 * or {@code auto}, the default: the socket, and libxcb if the socket does not reach the server or is not accepted).
 *
 * <p>Under Wayland an X server sees only the input of X programs; the priority is then below that of evdev.
 */
public final class XRecordProvider implements CaptureProvider {
    static final String NAME = "xrecord";

    private static final Logger LOG = LoggerFactory.getLogger(XRecordProvider.class);
    private static final int IN_AN_X_SESSION = 200;
    private static final int UNDER_WAYLAND = 50;
    private static final Duration OPENING_TIME = Duration.ofSeconds(4);

    private static final String ONLY_X_CLIENTS = "under Wayland only the input of X clients is counted";

    private final AtomicBoolean warned = new AtomicBoolean(); // a session may open a source many times
    private final Map<String, String> environment;
    private final Duration openingTime;

    /** Creates the provider; called by {@link java.util.ServiceLoader}. */
    public XRecordProvider() {
        this(System.getenv(), OPENING_TIME);
    }

    XRecordProvider(Map<String, String> environment, Duration openingTime) {
        this.environment = environment;
        this.openingTime = openingTime;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return isWaylandSession() ? UNDER_WAYLAND : IN_AN_X_SESSION;
    }

    private boolean isWaylandSession() {
        return !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty()
                || environment.getOrDefault("XDG_SESSION_TYPE", "").equals("wayland");
    }

    @Override
    public void check(CaptureOptions options) throws CaptureException {
        XRecordSettings.check(options);
    }

    @Override
    public ProbeResult probe(CaptureOptions options) {
        return ProbeResult.of(availability(options));
    }

    private Availability availability(CaptureOptions options) {
        try (XRecordSource source = connect(options)) {
            String only = seesOnlyXClients(source) ? ": " + ONLY_X_CLIENTS : "";
            return Availability.available(source.traits().description() + only);
        } catch (DisplayException e) {
            return Availability.unavailable(e.reason(), e.remedy());
        } catch (CaptureException | RuntimeException e) {
            return Availability.unavailable(String.valueOf(e.getMessage()), "correct the setting");
        }
    }

    @Override
    public InputSource open(CaptureOptions options) throws CaptureException {
        XRecordSource source = connect(options);
        if (seesOnlyXClients(source) && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "{}: {}; use the evdev backend to count all input",
                    source.traits().description(),
                    ONLY_X_CLIENTS);
        }
        return source;
    }

    private boolean seesOnlyXClients(XRecordSource source) {
        return source.isXwayland() || isWaylandSession();
    }

    private XRecordSource connect(CaptureOptions options) throws CaptureException {
        XRecordSettings settings = XRecordSettings.of(options, environment);
        if (settings.way() != Way.AUTO) {
            return open(settings, settings.way());
        }
        try {
            return open(settings, Way.SOCKET);
        } catch (DisplayException e) {
            if (!e.anotherWayMayHelp()) {
                throw e;
            }
            return openWithLibxcb(settings, e);
        }
    }

    private XRecordSource openWithLibxcb(XRecordSettings settings, DisplayException socketFailure)
            throws DisplayException {
        try {
            XRecordSource source = open(settings, Way.XCB);
            LOG.warn(
                    "connected through libxcb, whose memory keeps the last key events, because by socket {}",
                    socketFailure.reason());
            return source;
        } catch (DisplayException e) {
            LOG.debug("libxcb did not connect either", e);
            throw socketFailure; // it tells more: libxcb gives a number, not the text of the server
        }
    }

    private XRecordSource open(XRecordSettings settings, Way way) throws DisplayException {
        Deadline deadline = Deadline.in(openingTime);
        String display = settings.display().toString();
        XConnection control = connect(settings, way, deadline);
        try {
            ControlLink link = ControlLink.open(control, display, deadline);
            return new XRecordSource(link, connect(settings, way, deadline), display, way.word());
        } catch (DisplayException e) {
            control.close();
            throw e;
        }
    }

    private static XConnection connect(XRecordSettings settings, Way way, Deadline deadline) throws DisplayException {
        return way == Way.XCB
                ? Libxcb.connect(settings.display(), settings.authorityOption(), deadline)
                : SocketConnection.open(settings.display(), Xauthority.read(settings.authorityFile()), deadline);
    }
}

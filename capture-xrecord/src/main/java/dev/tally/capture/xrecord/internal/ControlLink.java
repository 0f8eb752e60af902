package dev.tally.capture.xrecord.internal;

import dev.tally.capture.xrecord.internal.x11.ConnectionSetup;
import dev.tally.capture.xrecord.internal.x11.Deadline;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import dev.tally.capture.xrecord.internal.x11.Wire;
import dev.tally.capture.xrecord.internal.x11.XConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that creates, marks and ends a recording; the reports arrive on another one.
 *
 * <p><b>Threads.</b> Any thread may call any method. One at a time uses the connection; the others wait until their deadline.
 */
final class ControlLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLink.class);
    /** The time that a request of 4 bytes may wait for a free buffer if the server is stuck. */
    private static final Duration FLUSH_TIME = Duration.ofMillis(10);

    /** How long posting fails until the link counts as lost; what the server sent before it died is read meanwhile. */
    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Duration MAPPING_TIME = Duration.ofMillis(200);

    private final XConnection connection;
    private final RecordProtocol protocol;
    private final String display;
    private final ReentrantLock lock = new ReentrantLock();
    private final boolean xwayland;
    private final boolean xephyr;
    private volatile ButtonMapping buttons;
    private long marks;
    private boolean isFailing;
    private long failingSince;

    private ControlLink(
            XConnection connection,
            RecordProtocol protocol,
            ButtonMapping buttons,
            boolean xwayland,
            boolean xephyr,
            String display) {
        this.connection = connection;
        this.protocol = protocol;
        this.buttons = buttons;
        this.xwayland = xwayland;
        this.xephyr = xephyr;
        this.display = display;
    }

    /** Creates a recording on this connection, which it owns from now on. */
    static ControlLink open(XConnection connection, String display, Deadline deadline) throws DisplayException {
        refuseIfUntrusted(connection, display, deadline);
        int major = Wire.extension(connection, RecordProtocol.EXTENSION, display, deadline);
        int xinput =
                Wire.findExtension(connection, RecordProtocol.XINPUT, deadline).orElse(RecordProtocol.NO_XINPUT);
        RecordProtocol protocol = new RecordProtocol(major, connection.setup().resourceId(1), xinput);
        connection.send(protocol.createContext(), deadline);
        connection.send(protocol.recordMarksOf(connection.setup().resourceIdBase()), deadline);
        ConnectionSetup setup = connection.setup();
        if (!IdleAlarms.set(connection, setup.resourceId(2), setup.resourceId(3), deadline)) {
            LOG.debug("the X server at {} has no idle time counter: reports may come late after a pause", display);
        }
        ByteBuffer mapping =
                connection.call(ButtonMapping.request(), deadline); // an error of an earlier request is thrown here
        ButtonMapping buttons = ButtonMapping.of(mapping);
        boolean xwayland = Wire.findExtension(connection, "XWAYLAND", deadline).isPresent();
        boolean xephyr = NestedServer.isXephyr(connection, xinput, deadline);
        return new ControlLink(connection, protocol, buttons, xwayland, xephyr, display);
    }

    /** Throws if the server treats us as an untrusted client, to which it shows only two extensions, and not RECORD. */
    private static void refuseIfUntrusted(XConnection connection, String display, Deadline deadline)
            throws DisplayException {
        for (String name : List.of(RecordProtocol.EXTENSION, IdleAlarms.EXTENSION, "SHAPE")) {
            if (Wire.findExtension(connection, name, deadline).isPresent()) {
                return;
            }
        }
        if (Wire.findExtension(connection, "BIG-REQUESTS", deadline).isPresent()) {
            throw DisplayException.because(
                    "the X server at " + display + " treats us as an untrusted client and hides its RECORD extension",
                    "log in with ssh -Y instead of ssh -X, or use a trusted cookie (xauth generate DISPLAY . trusted)");
        }
    }

    /** Returns whether the server shows a Wayland session to X clients; it then sees only their input. */
    boolean isXwayland() {
        return xwayland;
    }

    /** Returns whether the server is Xephyr, which reports each repeat of a held key as a release and a press. */
    boolean isXephyr() {
        return xephyr;
    }

    RecordProtocol protocol() {
        return protocol;
    }

    /**
     * Puts a mark after all reports made so far, and makes the server deliver them.
     *
     * @return the number of marks that were put since the beginning
     */
    long mark(Deadline deadline) throws DisplayException, InterruptedException {
        enter(deadline);
        try {
            connection.send(Wire.noOperation(), deadline);
            marks++;
            connection.call(Wire.getInputFocus(), deadline); // any output to a client makes the server flush recordings
            return marks;
        } finally {
            lock.unlock();
        }
    }

    /** {@return the pointer mapping as it was last read} */
    ButtonMapping buttons() {
        return buttons;
    }

    /** Reads the pointer mapping again; returns the last known one where the server does not answer soon. */
    ButtonMapping reloadButtons() {
        try {
            Deadline deadline = Deadline.in(MAPPING_TIME);
            enter(deadline);
            try {
                buttons = ButtonMapping.of(connection.call(ButtonMapping.request(), deadline));
            } finally {
                lock.unlock();
            }
        } catch (DisplayException e) {
            LOG.debug("could not read the pointer mapping again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return buttons;
    }

    /**
     * Makes the server deliver the reports that it holds back, without waiting: it does so after any output to a client.
     * Does nothing while the link is in use, or the server has not answered an earlier call. Also skips the events of
     * {@link IdleAlarms} that have arrived.
     *
     * @return false if the link is lost
     */
    boolean flush() {
        if (!lock.tryLock()) {
            return true; // the thread that uses the link makes the server write too
        }
        try {
            connection.post(Wire.getInputFocus(), Deadline.in(FLUSH_TIME));
            isFailing = false;
            return true;
        } catch (DisplayException e) {
            LOG.debug("could not ask for the reports that are held back", e); // the reader sees most causes itself
            return !isLost(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    private boolean isLost(long now) {
        if (!isFailing) {
            isFailing = true;
            failingSince = now;
        }
        return now - failingSince >= LOST_NANOS;
    }

    /** Asks the server to end the recording. */
    void end(Deadline deadline) throws DisplayException, InterruptedException {
        enter(deadline);
        try {
            connection.send(protocol.disableContext(), deadline);
        } finally {
            lock.unlock();
        }
    }

    private void enter(Deadline deadline) throws DisplayException, InterruptedException {
        if (!lock.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
            throw DisplayException.because(
                    "the X server at " + display + " still has not answered an earlier request after " + deadline,
                    "it hangs or is stopped: check that other programs can use the display");
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}

package dev.tally.testkit.x11;

import dev.tally.capture.CaptureException;
import dev.tally.capture.xrecord.internal.x11.Deadline;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import dev.tally.capture.xrecord.internal.x11.DisplayName;
import dev.tally.capture.xrecord.internal.x11.SocketConnection;
import dev.tally.capture.xrecord.internal.x11.Wire;
import dev.tally.capture.xrecord.internal.x11.XConnection;
import dev.tally.capture.xrecord.internal.x11.Xauthority;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Types, clicks and moves on an X server through its XTEST extension: for the server, and so for all its clients, that is
 * real input.
 *
 * <p>Nothing waits for the server but {@link #sync}, after which everything asked for before has happened. Who compares
 * what was done with what was counted sets a {@link #pace}: where a server reports one by one, it loses reports once some
 * 280 of them lie unread, which hands without a pace bring about in a few milliseconds.
 *
 * <p><b>Threads.</b> One at a time.
 */
public final class XTestClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int FAKE_INPUT = 2;
    private static final int KEY_PRESS = 2;
    private static final int KEY_RELEASE = 3;
    private static final int BUTTON_PRESS = 4;
    private static final int BUTTON_RELEASE = 5;
    private static final int MOTION = 6;
    private static final int ABSOLUTE = 0;
    private static final int RELATIVE = 1;

    private static final int GET_KEYBOARD_MAPPING = 101;
    private static final int WHEEL_UP = 4;
    private static final int WHEEL_DOWN = 5;
    private static final int WHEEL_LEFT = 6;
    private static final int WHEEL_RIGHT = 7;

    private final XConnection connection;
    private final int major;
    private long pauseNanos;
    private long due = System.nanoTime();

    private XTestClient(XConnection connection, int major) {
        this.connection = connection;
        this.major = major;
    }

    /**
     * Connects with the cookies that XAUTHORITY, or else {@code ~/.Xauthority}, holds.
     *
     * @param display as in DISPLAY
     * @throws CaptureException if there is no server that lets us in, or it has no XTEST
     */
    public static XTestClient connect(String display) throws CaptureException {
        return connect(display, Optional.empty());
    }

    /**
     * Connects.
     *
     * @param authorityFile the cookies; those of the environment if absent
     */
    public static XTestClient connect(String display, Optional<Path> authorityFile) throws CaptureException {
        Deadline deadline = Deadline.in(PATIENCE);
        XConnection connection = open(display, authorityFile, deadline);
        try {
            return new XTestClient(connection, Wire.extension(connection, "XTEST", display, deadline));
        } catch (DisplayException e) {
            connection.close();
            throw e;
        }
    }

    static XConnection open(String display, Optional<Path> authorityFile, Deadline deadline) throws DisplayException {
        Path file = authorityFile.orElseGet(() -> Path.of(Optional.ofNullable(System.getenv("XAUTHORITY"))
                .orElse(System.getProperty("user.home", "") + "/.Xauthority")));
        return SocketConnection.open(DisplayName.parse(display), Xauthority.read(file), deadline);
    }

    /**
     * From now on waits before each press, release or motion, so that there are at most so many in a second.
     *
     * @param perSecond as 1000 for a mouse, 8000 for the fastest one; 0 for no limit, as at first
     */
    public XTestClient pace(int perSecond) {
        if (perSecond < 0) {
            throw new IllegalArgumentException("a pace of " + perSecond + " per second");
        }
        pauseNanos = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
        return this;
    }

    /** The codes of the keys that type a letter: harmless to inject where nothing listens, text where something does. */
    public List<Integer> letterKeys() throws CaptureException {
        return keys(symbol -> symbol >= 'a' && symbol <= 'z' || symbol >= 'A' && symbol <= 'Z');
    }

    /** The codes that the keyboard map gives no meaning to: presses of them are input that no program acts upon. */
    public List<Integer> unboundKeys() throws CaptureException {
        return keys(symbol -> symbol == 0);
    }

    /** The codes whose first symbol is such. */
    private List<Integer> keys(IntPredicate symbolWanted) throws CaptureException {
        int first = connection.setup().firstKeycode();
        int count = connection.setup().lastKeycode() - first + 1;
        ByteBuffer request = Wire.request(GET_KEYBOARD_MAPPING, 0, 2);
        request.put(4, (byte) first).put(5, (byte) count);
        ByteBuffer reply = connection.call(request, Deadline.in(PATIENCE));
        int start = reply.position();
        int symbolsPerKey = Byte.toUnsignedInt(reply.get(start + 1));
        return IntStream.range(0, symbolsPerKey == 0 ? 0 : count)
                .filter(i -> symbolWanted.test(reply.getInt(start + Wire.PACKET + 4 * i * symbolsPerKey)))
                .mapToObj(i -> first + i)
                .toList();
    }

    /** Presses and releases a key. */
    public void key(int keycode) throws CaptureException {
        keyDown(keycode);
        keyUp(keycode);
    }

    /** Presses a key; the server repeats it until {@link #keyUp}. */
    public void keyDown(int keycode) throws CaptureException {
        fake(KEY_PRESS, keycode, 0, 0);
    }

    /** Releases a key. */
    public void keyUp(int keycode) throws CaptureException {
        fake(KEY_RELEASE, keycode, 0, 0);
    }

    /**
     * Presses and releases a button.
     *
     * @param button 1 left, 2 middle, 3 right, 4–7 the wheels, 8 and 9 back and forward
     */
    public void click(int button) throws CaptureException {
        fake(BUTTON_PRESS, button, 0, 0);
        fake(BUTTON_RELEASE, button, 0, 0);
    }

    /** Turns the wheel by this many notches, up or, if negative, down. */
    public void wheel(int notches) throws CaptureException {
        for (int i = 0; i < Math.abs(notches); i++) {
            click(notches > 0 ? WHEEL_UP : WHEEL_DOWN);
        }
    }

    /** Turns the horizontal wheel by this many notches, right or, if negative, left. */
    public void horizontalWheel(int notches) throws CaptureException {
        for (int i = 0; i < Math.abs(notches); i++) {
            click(notches > 0 ? WHEEL_RIGHT : WHEEL_LEFT);
        }
    }

    /** Moves the pointer. A move that ends where it began, as at the edge of the screen, is none to the server. */
    public void moveBy(int dx, int dy) throws CaptureException {
        fake(MOTION, RELATIVE, dx, dy);
    }

    /** Moves the pointer to a place on the first screen. */
    public void moveTo(int x, int y) throws CaptureException {
        fake(MOTION, ABSOLUTE, x, y);
    }

    private void fake(int type, int detail, int x, int y) throws DisplayException {
        keepPace();
        ByteBuffer request = Wire.request(major, FAKE_INPUT, 9);
        request.put(4, (byte) type).put(5, (byte) detail);
        request.putShort(24, (short) x).putShort(26, (short) y);
        connection.send(request, Deadline.in(PATIENCE));
    }

    /** Time that was lost is not made up for: that would be a burst. */
    private void keepPace() {
        for (long left = due - System.nanoTime(); pauseNanos > 0 && left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        due = System.nanoTime() + pauseNanos;
    }

    /** Waits until the server has done everything asked for, and throws what it found wrong with it. */
    public void sync() throws CaptureException {
        connection.call(Wire.getInputFocus(), Deadline.in(PATIENCE));
    }

    @Override
    public void close() {
        connection.close();
    }
}

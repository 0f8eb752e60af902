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
 * A client that types, clicks and moves the pointer on an X server through its XTEST extension.
 *
 * <p>For the server and all its clients this is real input. Only {@link #sync} waits for the server; after it, everything
 * that was asked for before has happened. A test that compares what was injected with what was counted sets a
 * {@link #pace}: a server that sends each report at once loses reports when some 280 of them are unread, and a client
 * without a pace makes those within a few milliseconds.
 *
 * <p><b>Threads.</b> One thread at a time.
 *
 * <p><b>Failure.</b> A method throws when the server is gone or does not answer within 5 seconds. An error that the server
 * reports for a request is thrown by a later call that reads, at the latest by {@link #sync}.
 */
public final class XTestClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
     * Connects to a display with the cookies in XAUTHORITY, or else {@code ~/.Xauthority}.
     *
     * @param display the display to connect to, as in DISPLAY
     * @return a client without a pace
     * @throws CaptureException if the server cannot be reached, refuses us or has no XTEST extension
     */
    public static XTestClient connect(String display) throws CaptureException {
        return connect(display, Optional.empty());
    }

    /**
     * Connects to a display with the cookies in a file.
     *
     * @param display the display to connect to, as in DISPLAY
     * @param authorityFile the file of cookies; if empty, XAUTHORITY or else {@code ~/.Xauthority}
     * @return a client without a pace
     * @throws CaptureException if the server cannot be reached, refuses us or has no XTEST extension
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
     * Limits the rate of presses, releases and motions from now on: the client waits before each.
     *
     * @param perSecond the highest rate per second, for example 1000 for a usual mouse and 8000 for the fastest; 0 for no
     *     limit, which is the default
     * @return this client
     * @throws IllegalArgumentException if the rate is negative
     */
    public XTestClient pace(int perSecond) {
        if (perSecond < 0) {
            throw new IllegalArgumentException("a pace of " + perSecond + " per second");
        }
        pauseNanos = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
        return this;
    }

    /**
     * Returns the codes of the keys that type a letter. Injected where a program has the focus, they type text.
     *
     * @return key codes from 8 to 255
     * @throws CaptureException if the server does not answer
     */
    public List<Integer> letterKeys() throws CaptureException {
        return keys(symbol -> symbol >= 'a' && symbol <= 'z' || symbol >= 'A' && symbol <= 'Z');
    }

    /**
     * Returns the codes of the keys that have no meaning in the keyboard map. No program acts upon a press of one.
     *
     * @return key codes from 8 to 255
     * @throws CaptureException if the server does not answer
     */
    public List<Integer> unboundKeys() throws CaptureException {
        return keys(symbol -> symbol == 0);
    }

    /** Returns the codes whose first symbol fulfils the condition. */
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

    /**
     * Presses and releases a key.
     *
     * @param keycode the code of the key, from 8 to 255
     * @throws CaptureException if the server is gone
     */
    public void key(int keycode) throws CaptureException {
        keyDown(keycode);
        keyUp(keycode);
    }

    /**
     * Presses a key, which the server repeats until {@link #keyUp}.
     *
     * @param keycode the code of the key, from 8 to 255
     * @throws CaptureException if the server is gone
     */
    public void keyDown(int keycode) throws CaptureException {
        fake(KEY_PRESS, keycode, 0, 0);
    }

    /**
     * Releases a key.
     *
     * @param keycode the code of the key, from 8 to 255
     * @throws CaptureException if the server is gone
     */
    public void keyUp(int keycode) throws CaptureException {
        fake(KEY_RELEASE, keycode, 0, 0);
    }

    /**
     * Presses and releases a button.
     *
     * @param button the number of the button: 1 left, 2 middle, 3 right, 4 to 7 the wheels, 8 back, 9 forward
     * @throws CaptureException if the server is gone
     */
    public void click(int button) throws CaptureException {
        fake(BUTTON_PRESS, button, 0, 0);
        fake(BUTTON_RELEASE, button, 0, 0);
    }

    /**
     * Turns the vertical wheel.
     *
     * @param notches the number of detents, positive up
     * @throws CaptureException if the server is gone
     */
    public void wheel(int notches) throws CaptureException {
        for (int i = 0; i < Math.abs(notches); i++) {
            click(notches > 0 ? WHEEL_UP : WHEEL_DOWN);
        }
    }

    /**
     * Turns the horizontal wheel.
     *
     * @param notches the number of detents, positive to the right
     * @throws CaptureException if the server is gone
     */
    public void horizontalWheel(int notches) throws CaptureException {
        for (int i = 0; i < Math.abs(notches); i++) {
            click(notches > 0 ? WHEEL_RIGHT : WHEEL_LEFT);
        }
    }

    /**
     * Moves the pointer by a distance. A server reports no motion if the pointer does not change its place, for example at
     * the edge of the screen.
     *
     * @param dx the distance to the right in pixels, before the acceleration of the server
     * @param dy the distance down in pixels, before the acceleration of the server
     * @throws CaptureException if the server is gone
     */
    public void moveBy(int dx, int dy) throws CaptureException {
        fake(MOTION, RELATIVE, dx, dy);
    }

    /**
     * Moves the pointer to a place on the first screen.
     *
     * @param x the distance from the left edge in pixels
     * @param y the distance from the top edge in pixels
     * @throws CaptureException if the server is gone
     */
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

    /** Waits until the next report is due. A delay is not made up for, because that would be a burst. */
    private void keepPace() {
        for (long left = due - System.nanoTime(); pauseNanos > 0 && left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        due = System.nanoTime() + pauseNanos;
    }

    /**
     * Waits until the server has carried out all requests so far.
     *
     * @throws CaptureException if it reports an error for one of them, is gone or does not answer within 5 seconds
     */
    public void sync() throws CaptureException {
        connection.call(Wire.getInputFocus(), Deadline.in(PATIENCE));
    }

    /** Disconnects. Idempotent. */
    @Override
    public void close() {
        connection.close();
    }
}

package dev.tally.capture.evdev.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tally.capture.CaptureException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * Wakes the reading thread from other threads: to stop it, or to have it empty the devices and confirm that.
 *
 * <p><b>Threads.</b> Any thread may call {@link #stop} and {@link #awaitDrained}; {@link #close} is called after the reader has
 * ended; the reader calls the others. {@code asked}, {@code answered}, {@code isReading} and {@code isClosed} change under the monitor, which is
 * never held while waiting for the system; the reader takes it only after it was woken through here.
 */
final class Wakeup {
    private final Libc libc;
    private final int fd;
    private final MemorySegment counter = Arena.ofAuto().allocate(JAVA_LONG);
    private volatile boolean isStopping;
    private long asked;
    private long answered;
    private boolean isReading;
    private boolean isClosed;

    Wakeup(Libc libc) throws CaptureException {
        this.libc = libc;
        this.fd = libc.eventfd();
        if (fd < 0) {
            throw new CaptureException("cannot create an eventfd to wake the reader: " + Errno.words(libc.errno()));
        }
    }

    int fd() {
        return fd;
    }

    boolean isStopping() {
        return isStopping;
    }

    synchronized void stop() {
        isStopping = true;
        poke();
    }

    /**
     * Waits until the reader has emptied every device after this call; returns at once if there is no reader.
     *
     * @throws CaptureException if the reader does not do so in this time, or the caller is interrupted
     */
    synchronized void awaitDrained(long timeoutNanos) throws CaptureException {
        long ticket = ++asked;
        long deadline = System.nanoTime() + timeoutNanos;
        poke();
        while (isReading && answered < ticket) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new CaptureException("the reader of the input devices has not answered within "
                        + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms; its handler may be blocked");
            }
            pause(left);
        }
    }

    private void pause(long millis) throws CaptureException {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaptureException("interrupted while waiting for the reader of the input devices", e);
        }
    }

    private void poke() {
        if (!isClosed) {
            libc.poke(fd);
        }
    }

    /** Notes that the reader has begun. */
    synchronized void begin() {
        isReading = true;
    }

    /** Notes that the reader has ended, and releases the threads that wait for it. */
    synchronized void end() {
        isReading = false;
        notifyAll();
    }

    /** Resets the descriptor, and returns the ticket to pass to {@link #answer} when every device has been emptied. */
    long take() {
        libc.read(fd, counter, Long.BYTES);
        synchronized (this) {
            return asked;
        }
    }

    synchronized void answer(long ticket) {
        answered = ticket;
        notifyAll();
    }

    synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            libc.close(fd);
        }
    }
}

package dev.tally.capture;

import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.SourceTraits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of capturing, on a thread of its own.
 *
 * <p>{@link #start(InputSource, InputHandler)} runs a source until it fails or is closed.
 * {@link #start(CaptureProvider, CaptureOptions, InputHandler, Listener)} also opens it again, with a growing pause of at
 * most {@value #LONGEST_PAUSE_MILLIS} ms, when the system that it reads goes away: the handler is then told
 * {@code gap()} and {@code devices(0, 0)}, and later the devices that are back. A session cannot be started twice.
 *
 * <p><b>Threads.</b> The handler is called on the session's one thread, a daemon. All methods here may be called by any
 * thread, {@link #close} also by the handler's.
 *
 * <p><b>Failure.</b> {@link #ended} completes with the {@link CaptureException} when capturing is over for good; nothing
 * is thrown on the session's own thread.
 */
public final class CaptureSession implements AutoCloseable {
    private static final long FIRST_PAUSE_MILLIS = 50;
    static final long LONGEST_PAUSE_MILLIS = 1000;
    /** A source that ran this long was sound: the next pause is a short one again. */
    private static final long SOUND_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    /*
     * The capture thread opens, runs and closes sources; close() only says stop. `source` changes under the monitor,
     * together with a look at `closing`: so either close() finds the newest source and stops it, or the thread finds
     * `closing` and never runs it. stop() before run() makes that run() return, by the contract of InputSource.
     */
    private final @Nullable Opener opener;
    private final InputHandler handler;
    private final Listener listener;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private @Nullable InputSource source;
    private long pauseMillis = FIRST_PAUSE_MILLIS; // the capture thread's own

    private CaptureSession(InputSource source, @Nullable Opener opener, InputHandler handler, Listener listener) {
        this.source = source;
        this.opener = opener;
        this.handler = handler;
        this.listener = listener;
        this.thread = new Thread(() -> capture(source), "tally-capture");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** Receives what a session tells about itself. Called on the session's thread; must not block for long or throw. */
    public interface Listener {
        /** A source was opened, at the start or again. */
        default void opened(SourceTraits traits) {}

        /** The source failed; the handler is told {@code gap()} and {@code devices(0, 0)} right after this. */
        default void failed(CaptureException why) {}

        /** The source failed, or could not be opened again; the next attempt is made after this pause. */
        default void interrupted(CaptureException why, Duration pause) {}
    }

    private interface Opener {
        InputSource open() throws CaptureException;
    }

    /** Runs the source until it fails or the session is closed, then closes it. */
    public static CaptureSession start(InputSource source, InputHandler handler) {
        return new CaptureSession(source, null, handler, new Listener() {});
    }

    /** Runs the source as {@link #start(InputSource, InputHandler)} does, and tells the listener. */
    public static CaptureSession start(InputSource source, InputHandler handler, Listener listener) {
        return new CaptureSession(source, null, handler, listener);
    }

    /**
     * Opens a source of this provider and runs it; opens it again whenever it fails.
     *
     * @throws CaptureException if it cannot be opened this first time
     */
    public static CaptureSession start(
            CaptureProvider provider, CaptureOptions options, InputHandler handler, Listener listener)
            throws CaptureException {
        return new CaptureSession(provider.open(options), () -> provider.open(options), handler, listener);
    }

    /**
     * Completes when capturing is over and the source is closed: normally after {@link #close} or when a source that has
     * an end came to it, with a {@link CaptureException} if the source failed and is not opened again, with what a
     * handler or listener threw if it broke its contract.
     */
    public CompletableFuture<@Nullable Void> ended() {
        return ended.copy();
    }

    /**
     * Returns once the reports that the system made before this call have reached the handler, at once while there is
     * no source.
     *
     * @throws CaptureException if the system does not answer
     */
    public void sync() throws CaptureException {
        InputSource current;
        synchronized (this) {
            current = source;
        }
        if (current != null) {
            current.sync();
        }
    }

    /**
     * Asks the system to hand over the reports that it holds back, without waiting for them. To be called every now and
     * then while there is input by a caller that wants recent counts; does nothing while there is no source.
     */
    public void flush() {
        InputSource current;
        synchronized (this) {
            current = source;
        }
        if (current != null) {
            current.flush();
        }
    }

    /** Stops capturing and waits until the thread is gone. What the system had reported until now is delivered first. */
    @Override
    public void close() {
        close(LONGEST_CLOSE);
    }

    /**
     * As {@link #close()}, for callers with a deadline of their own.
     *
     * @param patience how long to wait for the thread
     * @return whether it is gone; false if the backend hangs, which then keeps a daemon thread
     */
    public boolean close(Duration patience) {
        closing.countDown();
        synchronized (this) {
            if (source != null) {
                source.stop();
            }
        }
        return Thread.currentThread() == thread || isJoinedWithin(patience);
    }

    private boolean isJoinedWithin(Duration patience) {
        try {
            thread.join(Math.max(1, patience.toMillis())); // 0 would mean without a limit
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !thread.isAlive();
        }
        if (thread.isAlive()) {
            ended.completeExceptionally(
                    new CaptureException("the capture backend did not stop within " + patience.toMillis() + " ms"));
            return false;
        }
        return true;
    }

    private void capture(InputSource first) {
        try {
            runAll(first);
            ended.complete(null);
        } catch (Throwable e) {
            ended.completeExceptionally(e);
        }
    }

    private void runAll(InputSource first) throws CaptureException {
        try {
            InputSource current = first;
            while (current != null) {
                current = run(current);
            }
        } finally {
            closeSource(); // before the end is told: a listener to that may open the same source again
        }
    }

    /** Runs one source to its end; returns the one that takes its place, or null if capturing is over. */
    private @Nullable InputSource run(InputSource current) throws CaptureException {
        listener.opened(current.traits());
        long started = System.nanoTime();
        try {
            current.run(handler);
            return null;
        } catch (CaptureException e) {
            listener.failed(e);
            handler.gap();
            handler.devices(0, 0);
            if (opener == null || isClosing()) {
                throw e;
            }
            if (System.nanoTime() - started > SOUND_NANOS) {
                pauseMillis = FIRST_PAUSE_MILLIS;
            }
            closeSource();
            return reopen(opener, e);
        }
    }

    private @Nullable InputSource reopen(Opener opener, CaptureException failure) {
        CaptureException why = failure;
        while (true) {
            listener.interrupted(why, Duration.ofMillis(pauseMillis));
            if (isClosedWithin(pauseMillis)) {
                return null;
            }
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
            try {
                return take(opener.open());
            } catch (CaptureException e) {
                why = e;
            }
        }
    }

    private synchronized @Nullable InputSource take(InputSource next) {
        if (isClosing()) {
            next.close();
            return null;
        }
        source = next;
        return next;
    }

    private void closeSource() {
        InputSource old;
        synchronized (this) {
            old = source;
            source = null;
        }
        if (old != null) {
            old.close();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private boolean isClosedWithin(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true; // nobody but the owner of this thread's life interrupts it
        }
    }
}

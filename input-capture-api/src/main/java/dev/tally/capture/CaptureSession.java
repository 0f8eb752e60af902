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
 * A running capture: a thread that delivers the reports of a source to a handler until it is closed.
 *
 * <p>There are two kinds. {@link #start(InputSource, InputHandler)} runs one source until that fails or the session is
 * closed. {@link #start(CaptureProvider, CaptureOptions, InputHandler, Listener)} opens the source itself, and opens it
 * again when it fails, for example because the X server was restarted: the handler is told {@code gap()} and
 * {@code devices(0, 0)} at once, and the devices when they are back. The pauses between two attempts grow up to
 * {@value ReopenPause#LONGEST_MILLIS} ms, without a limit to their number.
 *
 * <p><b>Threads.</b> The handler and the listener are called by one thread, a daemon, which belongs to the session. All
 * methods of this class may be called by any thread; the handler may call {@link #close}.
 *
 * <p><b>Failure.</b> {@link #ended} completes exceptionally when capturing is over because of a failure. Nothing is
 * logged or thrown; the {@link Listener} is told of each failure too.
 */
public final class CaptureSession implements AutoCloseable {
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    /*
     * States: running, pausing (between a failure and the next attempt), closing, ended. The capture thread opens, runs
     * and closes sources; close() only counts `closing` down and stops the source. `source` changes under the monitor,
     * together with a look at `closing`: either close() finds the newest source and stops it, or the capture thread finds
     * `closing` and never runs that source. A stop() before run() makes run() return, by the contract of InputSource.
     */
    private final @Nullable Opener opener;
    private final InputHandler handler;
    private final Listener listener;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> endedForCallers = ended.copy(); // one: `ended` would keep each copy
    private @Nullable InputSource source;
    private final ReopenPause pause = new ReopenPause(); // the capture thread's own

    private CaptureSession(InputSource source, @Nullable Opener opener, InputHandler handler, Listener listener) {
        this.source = source;
        this.opener = opener;
        this.handler = handler;
        this.listener = listener;
        this.thread = new Thread(() -> capture(source), "tally-capture");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /**
     * A receiver of news about the session itself. Each method does nothing by default.
     *
     * <p>It is called by the session's thread, before the first report of a source and after its last, and must neither
     * block for long nor throw: what it throws ends the session, and {@link CaptureSession#ended} completes with it.
     */
    public interface Listener {
        /**
         * Called when a source was opened, at the start and after each failure.
         *
         * @param traits the properties of that source
         */
        default void opened(SourceTraits traits) {}

        /**
         * Called when the source has failed. The handler is told {@code gap()} and {@code devices(0, 0)} right after this.
         *
         * @param why the failure
         */
        default void failed(CaptureException why) {}

        /**
         * Called when the source has failed, or could not be opened again, and another attempt will be made.
         *
         * @param why the failure
         * @param pause the time until the next attempt
         */
        default void interrupted(CaptureException why, Duration pause) {}
    }

    private interface Opener {
        InputSource open() throws CaptureException;
    }

    /**
     * Starts a session that runs a source until it fails or the session is closed, and then closes it.
     *
     * @param source an open source, which the session owns from now on
     * @param handler the receiver of the reports
     * @return the running session
     */
    public static CaptureSession start(InputSource source, InputHandler handler) {
        return new CaptureSession(source, null, handler, new Listener() {});
    }

    /**
     * Starts a session that runs a source until it fails or the session is closed, and then closes it.
     *
     * @param source an open source, which the session owns from now on
     * @param handler the receiver of the reports
     * @param listener the receiver of news about the session
     * @return the running session
     */
    public static CaptureSession start(InputSource source, InputHandler handler, Listener listener) {
        return new CaptureSession(source, null, handler, listener);
    }

    /**
     * Opens a source and starts a session that runs it, and opens it again whenever it fails.
     *
     * @param provider the backend, for example from {@link CaptureBackends#best}
     * @param options the settings for each time that the source is opened
     * @param handler the receiver of the reports of all sources
     * @param listener the receiver of news about the session
     * @return the running session
     * @throws CaptureException if the source cannot be opened the first time; later failures go to the listener
     */
    public static CaptureSession start(
            CaptureProvider provider, CaptureOptions options, InputHandler handler, Listener listener)
            throws CaptureException {
        return new CaptureSession(provider.open(options), () -> provider.open(options), handler, listener);
    }

    /**
     * Returns a future that completes when capturing is over and the source is closed.
     *
     * <p>It completes normally after {@link #close}, or when the source has come to its end; with a
     * {@link CaptureException} if the source failed and is not opened again, or did not stop in time; and with the
     * exception of the handler or the listener if one of them threw any.
     *
     * @return the same future each time; completing it changes nothing in the session, but other callers see it
     */
    public CompletableFuture<@Nullable Void> ended() {
        return endedForCallers;
    }

    /**
     * Waits until all reports that the system made before this call have been delivered to the handler. Returns at once
     * while no source is open. Must not be called by the handler, which would wait for itself.
     *
     * @throws CaptureException if the system does not answer within a second, or the thread is interrupted
     */
    public void sync() throws CaptureException {
        InputSource current = current();
        if (current != null) {
            current.sync();
        }
    }

    /**
     * Asks the system to deliver the reports that it holds back, and returns without waiting for them.
     *
     * <p>Some systems collect reports until a buffer is full: an X server may hold back the last 30 of them. A caller that
     * shows live values calls this while there is input, for example 20 times a second. Does nothing while no source is
     * open. Never blocks or throws.
     */
    public void flush() {
        InputSource current = current();
        if (current != null) {
            current.flush();
        }
    }

    private synchronized @Nullable InputSource current() {
        return source;
    }

    /**
     * Stops capturing and waits until the thread of the session has ended, for 10 seconds at most. The reports that the system
     * made before this call are delivered first. Idempotent. If the handler calls this, it returns without waiting.
     */
    @Override
    public void close() {
        close(LONGEST_CLOSE);
    }

    /**
     * Stops capturing as {@link #close()} does, and waits for as long as the caller chooses.
     *
     * @param patience the longest time to wait for the thread of the session; from 1 ms, shorter ones count as 1 ms
     * @return whether that thread has ended, or the caller is that thread; false if the backend does not stop in time or the
     *     caller is interrupted, which leaves a daemon thread
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
            closeSource(); // before `ended` completes: a caller that waits for that may open the same system again
        }
    }

    /** Runs one source to its end, and returns the source to run next, or null if capturing is over. */
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
            pause.failedAfter(System.nanoTime() - started);
            closeSource();
            return reopen(opener, e);
        }
    }

    private @Nullable InputSource reopen(Opener opener, CaptureException failure) {
        CaptureException why = failure;
        while (true) {
            long pauseMillis = pause.nextMillis();
            listener.interrupted(why, Duration.ofMillis(pauseMillis));
            if (isClosedWithin(pauseMillis)) {
                return null;
            }
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
            return true; // only a handler or listener can interrupt this thread; treat it as the wish to end
        }
    }
}

package dev.tally.aggregation.internal;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.InputHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the capture session of a monitor. It ends the session for a pause, so that no input is even read then, and starts
 * another one after it, which reports to the same handler.
 *
 * <p><b>Threads.</b> Any. Sessions follow each other: the next one is started when the thread of the one before has ended, so
 * the handler has one writer. A pause and a resumption may take as long as the source does, and a close does not wait for
 * them longer than its caller chooses: it sets {@code closed} and then looks at the session, a resumption sets the session and
 * then looks at {@code closed}, so one of the two closes it.
 */
public final class PausableCapture implements Sampler.Source {
    private static final Logger LOG = LoggerFactory.getLogger(PausableCapture.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Starts a session. */
    public interface Opener {
        /** Returns a session that reports to the handler and tells the watch what happens. */
        CaptureSession start(InputHandler handler, SourceWatch watch) throws CaptureException;

        /** Closes what is open although no session was started. Called once the monitor is closed. */
        default void close() {}
    }

    private final Opener opener;
    private final InputHandler handler;
    private final SourceWatch watch;
    private final ReentrantLock changing = new ReentrantLock(); // held by a pause or a resumption
    private volatile @Nullable CaptureSession session; // null until the first one is started
    private volatile boolean paused;
    private volatile boolean closed;

    /**
     * Starts the first session, or begins with a pause.
     *
     * @param paused whether {@link #resume} is to start the first session
     * @throws CaptureException if the source cannot be opened
     */
    public PausableCapture(Opener opener, InputHandler handler, SourceWatch watch, boolean paused)
            throws CaptureException {
        this.opener = opener;
        this.handler = handler;
        this.watch = watch;
        this.paused = paused;
        this.session = paused ? null : opener.start(handler, watch);
    }

    /** Tells the watch when a session ends, and whether anybody wanted that. Called once the monitor is complete. */
    public void watchEnd() {
        CaptureSession watched = session;
        if (watched == null) {
            return;
        }
        watched.ended().whenComplete((nothing, why) -> {
            if (closed || paused) {
                watch.stopped();
            } else {
                watch.ended(why == null ? new CaptureException("the source has come to its end") : why);
            }
        });
    }

    /** Ends the session; what the system has held back until now is still counted. Idempotent. */
    public void pause() {
        changing.lock();
        boolean interrupted = Thread.interrupted(); // what follows is bounded, and must not be cut short
        try {
            if (!paused && !closed) {
                paused = true;
                endSession();
            }
        } finally {
            changing.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void endSession() {
        try {
            sync();
        } catch (CaptureException e) {
            LOG.debug("paused without what the system may hold back: {}", e.getMessage());
        }
        watch.stopped();
        if (!closeSession(PATIENCE) && !Thread.currentThread().isInterrupted()) {
            LOG.warn(
                    "the source does not stop; what it still reports is counted, and counting cannot go on until it has stopped");
        }
    }

    /**
     * Starts a session if there is a pause. Idempotent.
     *
     * @throws CaptureException if the source cannot be opened, or has not stopped for the pause; the pause goes on
     */
    public void resume() throws CaptureException {
        changing.lock();
        try {
            if (paused && !closed) {
                startSession();
            }
        } finally {
            changing.unlock();
        }
    }

    private void startSession() throws CaptureException {
        if (!closeSession(Duration.ZERO)) { // the handler may have one writer only
            throw new CaptureException("the source that was paused has not stopped yet; try again, or restart");
        }
        session = opener.start(handler, watch);
        paused = false;
        watchEnd();
        if (closed) {
            closeSession(Duration.ZERO); // the closing thread waits for it
        }
    }

    /** Returns whether there is a pause. */
    public boolean isPaused() {
        return paused;
    }

    @Override
    public boolean isLive() {
        return watch.isLive();
    }

    @Override
    public void sync() throws CaptureException {
        CaptureSession now = session;
        if (now == null) {
            return;
        }
        try {
            now.sync();
        } catch (RuntimeException e) { // the thread that asks goes on delivering, whatever a source throws
            throw new CaptureException("the source cannot be synchronised: " + e, e);
        }
    }

    @Override
    public void flush() {
        CaptureSession now = session;
        if (now == null) {
            return;
        }
        try {
            now.flush();
        } catch (RuntimeException e) {
            LOG.debug("the source cannot be flushed", e);
        }
    }

    /** Ends the session for good, and waits for it as long as the caller chooses, also for one that is being started or ended. */
    public void close(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        closed = true;
        closeSession(patience);
        opener.close();
        try {
            if (changing.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                changing.unlock();
                closeSession(Duration.ofNanos(deadline - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether no session runs any more. */
    private boolean closeSession(Duration patience) {
        CaptureSession now = session;
        return now == null || now.close(patience);
    }
}

package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import dev.tally.aggregation.MonitorListener;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers intervals to one sink, on a thread of its own, until the sink accepts each.
 *
 * <p><b>Threads.</b> {@link #offer} and {@link #totals} may be called by any thread and do not wait for the sink;
 * the others by the thread that starts and closes.
 *
 * <p><b>Failure.</b> An interval that was not accepted is tried again, unchanged, before any later one. Whatever else the
 * sink throws is one failed attempt.
 */
/*
 * States of the worker's thread, and what moves it on:
 *   waiting     the outbox is empty; offer() or finish() unparks it
 *   attempting  inside sink.write(); returns, throws, or is interrupted by interrupt()
 *   pausing     after a failure; ends by time, by finish(), or by interrupt()
 *   ended       the outbox is empty after finish(), or no attempt fits before the deadline, or after interrupt()
 * The closing thread only ever sets `finishing` (after `deadline`) and then perhaps `abandoned`, each once and before an
 * unpark, so a thread that is about to park sees the flag or the permit. Counts change hands under the outbox's lock only:
 * an interval leaves it after write() has returned, so no state loses one.
 */
public final class SinkWorker {
    private static final Logger LOG = LoggerFactory.getLogger(SinkWorker.class);

    private final IntervalSink sink;
    private final String name;
    private final Outbox outbox;
    private final Clock clock;
    private final MonitorListener listener;
    private final RetryPauses pauses;
    private final FailureLog failures;
    private final Warnings warnings;
    private final Platform.Threads threads;
    private final Thread thread;
    private final Completion ended;

    private volatile long deadline;
    private volatile boolean finishing; // after deadline
    private volatile boolean abandoned;

    /**
     * Creates a worker; {@link #start} starts it.
     *
     * @param sink what it delivers to, and closes at the end
     * @param outbox holds what it delivers; only this worker takes from it
     * @param platform gives it its thread, the time, and the chance that spreads the pauses between attempts
     * @param listener is told of every attempt
     */
    public SinkWorker(IntervalSink sink, Outbox outbox, Platform platform, MonitorListener listener) {
        this.sink = sink;
        this.name = sink.name();
        this.outbox = outbox;
        this.clock = platform.clock();
        this.listener = listener;
        this.pauses = new RetryPauses(platform.random().get());
        this.failures = new FailureLog(LOG, name);
        this.warnings = new Warnings(LOG, listener);
        this.ended = new Completion(clock);
        this.threads = platform.threads();
        this.thread = threads.create("tally-sink-" + name, this::run);
    }

    /** Starts the thread that delivers. */
    public void start() {
        thread.start();
    }

    /** Puts an interval into the outbox, to be delivered after those before it. */
    public void offer(ActivityInterval interval) {
        outbox.offer(interval);
        clock.unpark(thread);
    }

    /** Returns the name of the sink, as in its ledger. */
    public String name() {
        return name;
    }

    /** Returns whether the caller is the thread that delivers. */
    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Returns what went through the outbox until now. */
    public OutboxTotals totals() {
        return outbox.totals();
    }

    /** Ends the delivery: tries what is in the outbox until the deadline; nothing may be offered after this. */
    public void finish(long deadlineNanos) {
        deadline = deadlineNanos;
        finishing = true;
        clock.unpark(thread);
    }

    /** Waits for the end of the thread; returns whether it has come before the deadline. */
    public boolean awaitEnd(long deadlineNanos) {
        return ended.awaitUntil(deadlineNanos);
    }

    /** Interrupts a sink that has not returned in time. No further attempt is made. */
    public void interrupt() {
        abandoned = true;
        thread.interrupt();
        clock.unpark(thread);
    }

    /** Gives up a sink that does not return although it was interrupted, and closes it on a thread of its own. */
    public void abandon() {
        warnings.warn(name + ": the sink does not return; going on without it");
        threads.create("tally-close-" + name, this::closeSink).start(); // closing may make it return, or hang as well
    }

    private void run() {
        try {
            boolean more = true;
            while (more && !abandoned) {
                boolean last = finishing; // read before the outbox: nothing is offered after it is set
                Optional<ActivityInterval> next = outbox.attempt();
                if (next.isPresent()) {
                    more = deliver(next.get());
                } else if (last) {
                    more = false;
                } else {
                    clock.park(Clock.FOREVER);
                    Thread.interrupted(); // not ours; a set flag would make this loop spin
                }
            }
            closeSink();
        } finally {
            ended.raise();
        }
    }

    /** Tries until the sink accepts; returns false if the time for it is over. */
    private boolean deliver(ActivityInterval interval) {
        pauses.reset();
        while (!abandoned) {
            Optional<SinkException> failure = attempt(interval);
            if (failure.isEmpty()) {
                Thread.interrupted(); // nothing may cut short what is written now; abandoned says that this is the end
                outbox.accepted();
                failures.accepted(interval);
                listener.delivered(name, interval);
                return true;
            }
            if (!waitAfter(failure.get(), interval)) {
                return false;
            }
        }
        return false;
    }

    /** Offers the interval to the sink once; returns why it was not accepted, or nothing if it was. */
    private Optional<SinkException> attempt(ActivityInterval interval) {
        try {
            sink.write(interval);
            return Optional.empty();
        } catch (SinkException e) {
            return Optional.of(e);
        } catch (InterruptedException e) {
            return Optional.of(new SinkException(name + ": interrupted while writing", e));
        } catch (Throwable e) { // also a checked exception, which Kotlin and Groovy let through undeclared
            failures.broken(e);
            return Optional.of(new SinkException(name + ": the sink itself failed: " + e, e));
        }
    }

    /** Waits until the next attempt; returns false if there is to be none. */
    private boolean waitAfter(SinkException why, ActivityInterval interval) {
        long failedAt = clock.nanoTime();
        return finishing ? waitBeforeDeadline(why, interval, failedAt) : waitUntilFinishing(why, interval, failedAt);
    }

    private boolean waitUntilFinishing(SinkException why, ActivityInterval interval, long failedAt) {
        long pause = pauses.pauseNanos(why);
        tell(why, interval, pause);
        park(failedAt + pause, true);
        if (finishing) {
            // The close ends our own backoff. The pause that the receiver asked for is kept if it fits the deadline.
            long asked = failedAt + RetryPauses.askedNanos(why);
            if (asked - deadline < 0) {
                park(asked, false);
            }
        }
        return !abandoned;
    }

    private boolean waitBeforeDeadline(SinkException why, ActivityInterval interval, long failedAt) {
        long pause = pauses.lastPauseNanos(why, deadline - failedAt);
        tell(why, interval, Math.max(0, pause));
        if (pause == RetryPauses.NO_TIME) {
            return false;
        }
        park(failedAt + pause, false);
        return !abandoned;
    }

    private void tell(SinkException why, ActivityInterval interval, long pauseNanos) {
        Duration pause = Duration.ofNanos(pauseNanos);
        failures.failed(why, pause);
        listener.failed(name, interval, why, pause);
    }

    private void park(long untilNanos, boolean untilFinishing) {
        while (clock.nanoTime() - untilNanos < 0 && !abandoned && !(untilFinishing && finishing)) {
            clock.park(untilNanos);
            Thread.interrupted();
        }
    }

    private void closeSink() {
        try {
            sink.close();
        } catch (Throwable e) {
            warnings.warn(name + ": failed to close", e);
        }
    }
}

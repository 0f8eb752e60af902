package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import dev.tally.aggregation.Ledger;
import dev.tally.aggregation.MonitorListener;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to one sink, on a thread of its own, until the sink accepts.
 *
 * <p><b>Threads.</b> {@link #offer} and {@link #ledger} may be called by any thread and do not wait for the sink;
 * the others by the one that starts and closes.
 *
 * <p><b>Failure.</b> An interval that was not accepted is tried again, unchanged, before any later one. An unchecked
 * exception or error of the sink is one failed attempt.
 */
public final class SinkWorker {
    private static final Logger LOG = LoggerFactory.getLogger(SinkWorker.class);

    private final IntervalSink sink;
    private final String name;
    private final Outbox outbox;
    private final Clock clock;
    private final MonitorListener listener;
    private final Retry retry;
    private final FailureLog failures;
    private final Thread thread;
    private final Completion ended;

    private volatile long deadline;
    private volatile boolean finishing; // after deadline
    private volatile boolean abandoned;

    public SinkWorker(IntervalSink sink, int capacity, Clock clock, MonitorListener listener, RandomGenerator random) {
        this.sink = sink;
        this.name = sink.name();
        this.outbox = new Outbox(capacity);
        this.clock = clock;
        this.listener = listener;
        this.retry = new Retry(random);
        this.failures = new FailureLog(LOG, name);
        this.ended = new Completion(clock);
        this.thread = new Thread(this::run, "tally-sink-" + name);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Takes over an interval; delivered in its turn. */
    public void offer(ActivityInterval interval) {
        outbox.offer(interval);
        clock.unpark(thread);
    }

    /** What this worker knows now; to be completed with a later reading of the counters. */
    public Account account() {
        return new Account(name, outbox.holdings());
    }

    /** A moment of the outbox. */
    public record Account(String name, Outbox.Holdings holdings) {

        /**
         * With a reading of the counters that is not older than this account. What was counted but never offered has
         * not been cut yet.
         */
        public Ledger ledger(Counts seen) {
            Counts uncut = seen.minus(holdings.offered());
            return new Ledger(name, seen, holdings.delivered(), holdings.held().plus(uncut), Map.of());
        }
    }

    /** Nothing more will be offered: deliver what is there until the time has come, then end. */
    public void finish(long deadlineNanos) {
        deadline = deadlineNanos;
        finishing = true;
        clock.unpark(thread);
    }

    /** Waits for the end. */
    public boolean awaitEnd(long deadlineNanos) {
        return ended.awaitUntil(deadlineNanos);
    }

    /** Interrupts a sink that has not returned in time; nothing more is attempted. */
    public void interrupt() {
        abandoned = true;
        thread.interrupt();
        clock.unpark(thread);
    }

    /** Goes on without a sink that does not even return when it is interrupted. */
    public void abandon() {
        LOG.warn("{}: the sink does not return; going on without it", name);
        Thread closer = new Thread(this::closeSink, "tally-close-" + name); // may be what makes it return, or hang too
        closer.setDaemon(true);
        closer.start();
    }

    private void run() {
        try {
            boolean more = true;
            while (more && !abandoned) {
                boolean last = finishing; // read before the look into the outbox: nothing comes after it
                Optional<ActivityInterval> next = outbox.attempt();
                if (next.isPresent()) {
                    more = deliver(next.get());
                } else if (last) {
                    more = false;
                } else {
                    clock.park(Clock.FOREVER);
                    Thread.interrupted(); // somebody else's; a set flag would make this loop spin
                }
            }
            closeSink();
        } finally {
            ended.raise();
        }
    }

    /** Tries until the sink accepts; false if the time is over. */
    private boolean deliver(ActivityInterval interval) {
        retry.reset();
        while (!abandoned) {
            try {
                sink.write(interval);
                outbox.accepted();
                failures.accepted(interval);
                listener.delivered(name, interval);
                return true;
            } catch (SinkException e) {
                if (!waitAfter(e, interval)) {
                    return false;
                }
            } catch (InterruptedException e) {
                if (!waitAfter(new SinkException(name + ": interrupted while writing", e), interval)) {
                    return false;
                }
            } catch (RuntimeException | Error e) {
                failures.broken(e);
                if (!waitAfter(new SinkException(name + ": the sink itself failed: " + e, e), interval)) {
                    return false;
                }
            }
        }
        return false;
    }

    private boolean waitAfter(SinkException why, ActivityInterval interval) {
        long failedAt = clock.nanoTime();
        if (!finishing) {
            long pause = retry.pauseNanos(why);
            tell(why, interval, pause);
            park(failedAt + pause, true);
            if (!finishing) {
                return !abandoned;
            }
            // Closing has begun meanwhile. Our own patience ends with it; what the receiver asked for counts if it
            // fits.
            long asked = failedAt + Retry.askedNanos(why);
            if (asked - deadline < 0) {
                park(asked, false);
            }
            return !abandoned;
        }
        long pause = retry.lastPauseNanos(why, deadline - failedAt);
        if (pause < 0) {
            tell(why, interval, 0);
            return false;
        }
        tell(why, interval, pause);
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
        } catch (RuntimeException | Error e) {
            LOG.warn("{}: failed to close", name, e);
        }
    }

    /** The pauses between attempts. */
    static final class Retry {
        private static final Duration BASE = Duration.ofMillis(500);
        private static final Duration CAP = Duration.ofSeconds(60);
        private static final Duration LAST_BASE = Duration.ofMillis(50);
        private static final Duration LAST_CAP = Duration.ofMillis(400);
        /** The sink is left this much time for an attempt; with less, another one is not begun. */
        private static final long LEAST_ATTEMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

        private final Backoff usual;
        private final Backoff last;
        private int failures;
        private int lastFailures;

        Retry(RandomGenerator random) {
            this.usual = new Backoff(BASE, CAP, random);
            this.last = new Backoff(LAST_BASE, LAST_CAP, random);
        }

        void reset() {
            failures = 0;
            lastFailures = 0;
        }

        long pauseNanos(SinkException why) {
            return Math.max(usual.nanosAfter(++failures), askedNanos(why));
        }

        /** While closing: short pauses, so that several attempts fit; -1 if there is no time for another. */
        long lastPauseNanos(SinkException why, long remainingNanos) {
            long pause = Math.max(last.nanosAfter(++lastFailures), askedNanos(why));
            return pause + LEAST_ATTEMPT_NANOS < remainingNanos ? pause : -1;
        }

        static long askedNanos(SinkException why) {
            Duration asked = why.retryAfter().orElse(Duration.ZERO);
            return asked.compareTo(LONGEST_ASKED) < 0 ? Math.max(0, asked.toNanos()) : LONGEST_ASKED.toNanos();
        }

        /** A receiver that asks for more is asked again after a day all the same. */
        private static final Duration LONGEST_ASKED = Duration.ofDays(1);
    }
}

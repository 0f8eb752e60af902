package dev.tally.aggregation;

import dev.tally.aggregation.internal.CounterRow;
import dev.tally.aggregation.internal.GuardedListener;
import dev.tally.aggregation.internal.IdleWakeup;
import dev.tally.aggregation.internal.LiveFanOut;
import dev.tally.aggregation.internal.LiveSampler;
import dev.tally.aggregation.internal.PointerTracker;
import dev.tally.aggregation.internal.Sampler;
import dev.tally.aggregation.internal.SinkWorker;
import dev.tally.aggregation.internal.SourceWatch;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.InputHandler;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.InputSource;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.LiveSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the reports of one source and delivers the counts to sinks.
 *
 * <pre>{@code
 * try (ActivityMonitor monitor = ActivityMonitor.of(CaptureBackends.best(options), options)
 *         .sink(HttpSink.to(address).build())
 *         .start()) {
 *     ...
 * }
 * }</pre>
 *
 * <p>While there is input, intervals are cut off the running totals and handed to every sink. While there is none, no
 * thread here wakes. {@link #close} counts what the system still has, cuts a last interval, empty or not, and delivers
 * within a deadline.
 *
 * <p><b>Threads.</b> One captures, one samples, one per sink delivers; all are daemons. Any thread may call any method
 * here, but {@link #close} must not be called from a {@link MonitorListener}.
 *
 * <p><b>Failure.</b> A source that goes away is opened again until it is back; a sink that fails is tried again until it
 * accepts. Meanwhile its intervals wait in a bounded outbox and are merged when that is full: no count is dropped. What
 * could not be delivered when the deadline of the close is over is {@code pending} in its {@link Ledger}.
 */
public final class ActivityMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ActivityMonitor.class);
    private static final long SETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long SYNC_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Of the time for closing, what settling must leave for delivering, and sinks for being abandoned. */
    private static final long LONGEST_RESERVE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long LONGEST_GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final UUID run = UUID.randomUUID();
    private final Clock clock;
    private final MonitorListener listener;
    private final long settleNanos;
    private final long closeNanos;
    private final SourceWatch watch;
    private final CounterRow row;
    private final LiveFanOut live;
    private final CaptureSession session;
    private final List<SinkWorker> workers;
    private final Sampler sampler;
    private final Object closeLock = new Object();
    private boolean closed; // under closeLock
    private volatile boolean closing;

    private ActivityMonitor(Builder builder) throws CaptureException {
        clock = builder.clock;
        listener = new GuardedListener(builder.listener);
        settleNanos = builder.settle.toNanos();
        closeNanos = builder.closeWithin.toNanos();
        watch = new SourceWatch(listener);
        IdleWakeup idleWakeup = new IdleWakeup(clock);
        row = new CounterRow(idleWakeup, watch);
        live = new LiveFanOut(builder.liveSinks);
        Sampler.SamplingListener ticks = Sampler.SamplingListener.NONE;
        InputHandler handler = row;
        if (!builder.liveSinks.isEmpty()) {
            PointerTracker liveRow = new PointerTracker(row, watch::hasDeviceCounts);
            handler = liveRow;
            ticks = new LiveSampler(liveRow, watch, () -> snapshot().ledgers(), live);
        }
        workers = builder.sinks.stream()
                .map(sink -> new SinkWorker(sink, builder.outboxCapacity, clock, listener, new SplittableRandom()))
                .toList();
        session = builder.capture.start(handler, watch); // nothing before this has to be given back if it fails
        sampler = new Sampler(
                row,
                idleWakeup,
                liveSource(),
                clock,
                builder.sampleEvery,
                builder.flushEvery,
                run,
                interval -> workers.forEach(worker -> worker.offer(interval)),
                ticks);
        session.ended().whenComplete((nothing, why) -> {
            if (why != null && !closing) {
                watch.ended(why);
            }
        });
        workers.forEach(SinkWorker::start);
        sampler.start();
    }

    /** Counts what this backend reports; opens it again whenever it fails. */
    public static Builder of(CaptureProvider provider, CaptureOptions options) {
        return new Builder((handler, watch) -> CaptureSession.start(provider, options, handler, watch));
    }

    /** Counts what this source reports until it ends, fails, or the monitor is closed; then closes it. */
    public static Builder of(InputSource source) {
        return new Builder((handler, watch) -> CaptureSession.start(source, handler, watch));
    }

    private Sampler.Source liveSource() {
        return new Sampler.Source() {
            @Override
            public boolean isLive() {
                return watch.isLive();
            }

            @Override
            public void sync() throws CaptureException {
                session.sync();
            }

            @Override
            public void flush() {
                session.flush();
            }
        };
    }

    /** What is known now. The ledgers balance in every snapshot. */
    public MonitorSnapshot snapshot() {
        List<SinkWorker.Account> accounts =
                workers.stream().map(SinkWorker::account).toList();
        Counts seen = sampler.total(); // after the accounts, or they could hold more than this knows of
        return new MonitorSnapshot(
                run,
                watch.source(),
                watch.isLive(),
                watch.keyboards(),
                watch.pointers(),
                seen,
                accounts.stream().map(account -> account.ledger(seen)).toList());
    }

    /**
     * Stops counting, delivers what is there, closes the source and the sinks, and waits for all of it, at most as long
     * as {@link Builder#closeWithin} says. Live sinks are closed after that, each within a time of its own. Idempotent; a
     * second caller waits for the first.
     */
    @Override
    public void close() {
        closing = true;
        synchronized (closeLock) {
            if (closed) {
                return;
            }
            closed = true;
            boolean interrupted = Thread.interrupted(); // what follows is bounded, and must not be cut short
            try {
                finish(clock.nanoTime() + closeNanos);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private void finish(long deadline) {
        long reserve = Math.min(closeNanos / 4, LONGEST_RESERVE_NANOS);
        long interruptAt = deadline - Math.min(closeNanos / 10, LONGEST_GRACE_NANOS);
        settle(Math.min(settleNanos, closeNanos - reserve));
        session.close(Duration.ofNanos(Math.max(1, deadline - reserve - clock.nanoTime())));
        if (!sampler.finish(interruptAt)) {
            LOG.warn("the sampler did not end in time; what it had not cut is in the ledger as pending");
        }
        deliver(interruptAt, deadline);
        live.close();
        report();
    }

    private void deliver(long interruptAt, long deadline) {
        workers.forEach(worker -> worker.finish(interruptAt));
        List<SinkWorker> late =
                workers.stream().filter(worker -> !worker.awaitEnd(interruptAt)).toList();
        late.forEach(SinkWorker::interrupt);
        late.stream().filter(worker -> !worker.awaitEnd(deadline)).forEach(SinkWorker::abandon);
    }

    private void report() {
        List<Ledger> ledgers = snapshot().ledgers();
        for (Ledger ledger : ledgers) {
            if (ledger.pending().hasActivity()) {
                LOG.warn("{}: not delivered at the close: {}", ledger.sink(), ledger.pending());
            }
        }
        listener.closed(ledgers);
    }

    /** Goes on counting while input is still flowing. */
    private void settle(long nanos) {
        long end = clock.nanoTime() + nanos;
        long seen = row.reports();
        long quietSince = sampler.lastChange();
        while (watch.isLive() && clock.nanoTime() - end < 0) {
            sync();
            long reports = row.reports();
            long now = clock.nanoTime();
            if (reports != seen) {
                seen = reports;
                quietSince = now;
            } else if (now - quietSince >= SETTLED_NANOS) {
                return;
            }
            clock.park(Math.min(now + SYNC_EVERY_NANOS, end));
        }
    }

    private void sync() {
        try {
            session.sync();
        } catch (CaptureException e) {
            LOG.debug("settling without what the system may hold back: {}", e.getMessage());
        }
    }

    private interface Capture {
        CaptureSession start(InputHandler handler, SourceWatch watch) throws CaptureException;
    }

    /** The settings of a monitor; each has a default. */
    public static final class Builder {
        private final Capture capture;
        private final List<IntervalSink> sinks = new ArrayList<>();
        private final List<LiveSink> liveSinks = new ArrayList<>();
        private Duration sampleEvery = Duration.ofMillis(20);
        private Duration flushEvery = Duration.ofSeconds(30);
        private Duration settle = Duration.ZERO;
        private Duration closeWithin = Duration.ofSeconds(2);
        private int outboxCapacity = 64;
        private MonitorListener listener = new MonitorListener() {};
        private Clock clock = Clock.system();

        private Builder(Capture capture) {
            this.capture = capture;
        }

        /** One more sink. Each has an outbox and a thread of its own; the monitor closes it. */
        public Builder sink(IntervalSink sink) {
            sinks.add(sink);
            return this;
        }

        /** One more live sink; the monitor closes it. Without any, nothing is sampled that only they would need. */
        public Builder live(LiveSink sink) {
            liveSinks.add(sink);
            return this;
        }

        /** How often the counters are looked at while there is input: the grain of the active time. Default 20 ms. */
        public Builder sampleEvery(Duration tick) {
            sampleEvery = positive("sampleEvery", tick);
            return this;
        }

        /** How long after its first input an interval is cut. Default 30 s. */
        public Builder flushEvery(Duration interval) {
            flushEvery = positive("flushEvery", interval);
            return this;
        }

        /**
         * How long, at most, a close goes on counting while input is still flowing; it ends when there has been none for
         * 300 ms. Default 0. What is left of {@link #closeWithin} is for the deliveries, and at least a quarter of it,
         * but no more than half a second, is kept for them.
         */
        public Builder settle(Duration atMost) {
            if (atMost.isNegative()) {
                throw new IllegalArgumentException("settle is " + atMost + "; it must not be negative");
            }
            settle = atMost;
            return this;
        }

        /** The deadline of the whole close. Default 2 s. */
        public Builder closeWithin(Duration deadline) {
            closeWithin = positive("closeWithin", deadline);
            return this;
        }

        /** How many intervals may wait for one sink before the newest are merged; at least 2, default 64. */
        public Builder outboxCapacity(int intervals) {
            if (intervals < 2) {
                throw new IllegalArgumentException("outboxCapacity is " + intervals + "; it must be at least 2");
            }
            outboxCapacity = intervals;
            return this;
        }

        /** Is told what happens. One; default none. */
        public Builder listener(MonitorListener told) {
            listener = told;
            return this;
        }

        /** For tests. Default {@link Clock#system}. */
        public Builder clock(Clock time) {
            clock = time;
            return this;
        }

        /**
         * Opens the source and starts to count. For one monitor only: a source cannot be run twice.
         *
         * @throws CaptureException if the source cannot be opened; the sinks are then still the caller's to close
         */
        public ActivityMonitor start() throws CaptureException {
            return new ActivityMonitor(this);
        }

        private static Duration positive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " is " + value + "; it must be more than 0");
            }
            return value;
        }
    }
}

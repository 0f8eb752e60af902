package dev.tally.aggregation;

import dev.tally.aggregation.internal.CounterRow;
import dev.tally.aggregation.internal.Deliveries;
import dev.tally.aggregation.internal.GuardedListener;
import dev.tally.aggregation.internal.IdleWakeup;
import dev.tally.aggregation.internal.LiveFanOut;
import dev.tally.aggregation.internal.LiveSampler;
import dev.tally.aggregation.internal.PointerTracker;
import dev.tally.aggregation.internal.Sampler;
import dev.tally.aggregation.internal.SessionSource;
import dev.tally.aggregation.internal.Settling;
import dev.tally.aggregation.internal.SourceWatch;
import dev.tally.aggregation.internal.Spool;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.InputHandler;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.InputSource;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.LiveSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    /** The part of the time for closing that is kept for the deliveries, and for giving up sinks. */
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
    private final Deliveries deliveries;
    private final Sampler sampler;
    private final Settling settling;
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
            PointerTracker tracker = new PointerTracker(row, watch::hasDeviceCounts);
            handler = tracker;
            ticks = new LiveSampler(tracker, watch, () -> snapshot().ledgers(), live);
        }
        List<String> names = builder.sinks.stream().map(IntervalSink::name).toList();
        session = builder.capture.start(handler, watch); // nothing before this has to be given back if it fails
        Optional<Spool> spool =
                names.isEmpty() ? Optional.empty() : builder.spool.flatMap(it -> Spool.open(it, clock, run));
        deliveries = new Deliveries(builder.sinks, builder.outboxCapacity, spool, clock, listener);
        Sampler.Source source = new SessionSource(watch, session);
        settling = new Settling(clock, row, source);
        Sampler.Settings settings = new Sampler.Settings(clock, builder.sampleEvery, builder.flushEvery, run);
        sampler = new Sampler(settings, row, idleWakeup, source, deliveries, ticks);
        session.ended().whenComplete((nothing, why) -> {
            if (why != null && !closing) {
                watch.ended(why);
            }
        });
        deliveries.start();
        sampler.start();
    }

    /** Begins a monitor of what a backend reports; the backend is opened again whenever it fails. */
    public static Builder of(CaptureProvider provider, CaptureOptions options) {
        return new Builder((handler, watch) -> CaptureSession.start(provider, options, handler, watch));
    }

    /** Begins a monitor of one source, which it reads until that ends, fails, or the monitor is closed, and then closes. */
    public static Builder of(InputSource source) {
        return new Builder((handler, watch) -> CaptureSession.start(source, handler, watch));
    }

    /** Returns what is known now. The ledgers balance in every snapshot. */
    public MonitorSnapshot snapshot() {
        Counts[] seen = {Counts.NONE};
        List<Ledger> ledgers = deliveries.ledgers(() -> seen[0] = sampler.total());
        return new MonitorSnapshot(
                run,
                watch.source(),
                watch.isLive(),
                watch.keyboards(),
                watch.pointers(),
                seen[0],
                ledgers,
                deliveries.spool());
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
        settling.await(Math.min(settleNanos, closeNanos - reserve), sampler.lastChange());
        session.close(Duration.ofNanos(Math.max(1, deadline - reserve - clock.nanoTime())));
        if (!sampler.finish(interruptAt)) {
            LOG.warn("the sampler did not end in time; what it had not cut is in the ledger as pending");
        }
        deliveries.finish(interruptAt, deadline);
        live.close();
        report();
        deliveries.closeSpool();
    }

    private void report() {
        List<Ledger> ledgers = snapshot().ledgers();
        deliveries.logPending(ledgers);
        listener.closed(ledgers);
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
        private Optional<Path> spool = Optional.empty();
        private MonitorListener listener = new MonitorListener() {};
        private Clock clock = Clock.system();

        private Builder(Capture capture) {
            this.capture = capture;
        }

        /** Adds a sink. Each has an outbox and a thread of its own; the monitor closes it. */
        public Builder sink(IntervalSink sink) {
            sinks.add(sink);
            return this;
        }

        /** Adds a live sink, which the monitor closes. Without one, positions and rates are not sampled. */
        public Builder live(LiveSink sink) {
            liveSinks.add(sink);
            return this;
        }

        /** Sets how often the counters are sampled while there is input, and so the precision of the active time. Default 20 ms. */
        public Builder sampleEvery(Duration tick) {
            sampleEvery = positive("sampleEvery", tick);
            return this;
        }

        /** Sets how long after its first input an interval is cut. Default 30 s. */
        public Builder flushEvery(Duration interval) {
            flushEvery = positive("flushEvery", interval);
            return this;
        }

        /**
         * Sets how long a close, at most, goes on counting while input is still flowing; it ends when there has been none for
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

        /** Sets the deadline of the whole close. Default 2 s. */
        public Builder closeWithin(Duration deadline) {
            closeWithin = positive("closeWithin", deadline);
            return this;
        }

        /** Sets how many intervals may wait for one sink before the newest are merged: at least 2, default 64. */
        public Builder outboxCapacity(int intervals) {
            if (intervals < 2) {
                throw new IllegalArgumentException("outboxCapacity is " + intervals + "; it must be at least 2");
            }
            outboxCapacity = intervals;
            return this;
        }

        /**
         * Keeps what is counted and not delivered yet in this directory, so that it outlives the process. What earlier
         * runs left there is delivered first, under its own identity. Default: memory only.
         *
         * <p>While there is input one small file is written each second, so that a process that is killed loses a second
         * of input at most; each cut is synced to the disk. A directory that another monitor uses, or that cannot be
         * written, is named in the log, and this monitor counts without one.
         *
         * @param directory made, for its owner only, if it is not there
         */
        public Builder spool(Path directory) {
            spool = Optional.of(directory);
            return this;
        }

        /** Sets the listener that is told what happens. There is one at most; default none. */
        public Builder listener(MonitorListener told) {
            listener = told;
            return this;
        }

        /** Sets the clock, for tests. Default {@link Clock#system}. */
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

package dev.tally.aggregation;

import dev.tally.aggregation.internal.CounterRow;
import dev.tally.aggregation.internal.Deliveries;
import dev.tally.aggregation.internal.GuardedListener;
import dev.tally.aggregation.internal.IdleWakeup;
import dev.tally.aggregation.internal.LiveFanOut;
import dev.tally.aggregation.internal.LiveSampler;
import dev.tally.aggregation.internal.PausableCapture;
import dev.tally.aggregation.internal.Platform;
import dev.tally.aggregation.internal.PointerTracker;
import dev.tally.aggregation.internal.RecentActivity;
import dev.tally.aggregation.internal.Sampler;
import dev.tally.aggregation.internal.SamplingListener;
import dev.tally.aggregation.internal.Settling;
import dev.tally.aggregation.internal.SingleSource;
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
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * <p>While there is input, the running totals are cut into intervals, which are handed to every sink. While there is no input,
 * no thread of the monitor wakes. {@link #close} counts what the system still holds, cuts a last interval, empty or not, and
 * delivers within a deadline.
 *
 * <p><b>Threads.</b> One thread captures, one samples, one per sink delivers; all are daemons. Any thread may call any method
 * of this class, but a {@link MonitorListener} must not call {@link #close}. A sink, a live sink or a receiver of totals may.
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

    private final UUID run;
    private final Clock clock;
    private final Platform.Threads threads;
    private final MonitorListener listener;
    private final long settleNanos;
    private final long closeNanos;
    private final SourceWatch watch;
    private final CounterRow row;
    private final LiveFanOut live;
    private final PausableCapture capture;
    private final Deliveries deliveries;
    private final RecentActivity recent;
    private final Sampler sampler;
    private final Settling settling;
    private final Object closeLock = new Object();
    private final Object probeLock = new Object();
    private final AtomicBoolean isCloseHandedOver = new AtomicBoolean(); // to a thread of its own
    private boolean closed; // under closeLock

    ActivityMonitor(ActivityMonitorBuilder builder) throws CaptureException {
        Platform platform = builder.platform;
        clock = platform.clock();
        threads = platform.threads();
        run = platform.runs().get();
        listener = new GuardedListener(builder.listener);
        settleNanos = builder.settle.toNanos();
        closeNanos = builder.closeWithin.toNanos();
        watch = new SourceWatch(listener);
        IdleWakeup idleWakeup = new IdleWakeup(clock);
        row = new CounterRow(idleWakeup, watch);
        live = new LiveFanOut(builder.liveSinks, listener);
        List<SamplingListener> ticks = new ArrayList<>(builder.totals);
        InputHandler handler = row;
        if (!builder.liveSinks.isEmpty()) {
            PointerTracker tracker = new PointerTracker(row, watch::hasDeviceCounts);
            handler = tracker;
            ticks.add(new LiveSampler(tracker, watch, () -> snapshot().ledgers(), live::ledgers, live));
        }
        List<String> names = builder.sinks.stream().map(IntervalSink::name).toList();
        capture = new PausableCapture(
                builder.capture,
                handler,
                watch,
                builder.startPaused); // nothing before this has to be given back if it fails
        Optional<Spool> spool = Optional.empty();
        try {
            if (!names.isEmpty()) {
                spool = builder.spool.flatMap(it -> Spool.open(it, platform, run, listener));
            }
            deliveries = new Deliveries(builder.sinks, builder.outboxCapacity, spool, platform, listener);
            recent = new RecentActivity(deliveries, ZoneId.systemDefault(), clock.now());
            settling = new Settling(clock, row, capture);
            Sampler.Settings settings = new Sampler.Settings(platform, builder.sampleEvery, builder.flushEvery, run);
            sampler = new Sampler(settings, row, idleWakeup, capture, recent, SamplingListener.all(ticks));
            capture.watchEnd();
            deliveries.start();
            sampler.start();
        } catch (Throwable e) { // a name() that throws, or a thread that cannot be started
            capture.close(Duration.ofNanos(closeNanos));
            spool.ifPresent(Spool::close);
            throw e;
        }
    }

    /**
     * Begins the configuration of a monitor of a backend, which is opened again whenever it fails.
     *
     * @param provider the backend
     * @param options its settings
     * @return a builder
     */
    public static ActivityMonitorBuilder of(CaptureProvider provider, CaptureOptions options) {
        return new ActivityMonitorBuilder((handler, watch) -> CaptureSession.start(provider, options, handler, watch));
    }

    /**
     * Begins the configuration of a monitor of one source. The monitor reads it until it ends, fails, or the monitor is paused
     * or closed, and then closes it; it cannot be resumed after that.
     *
     * @param source read by this monitor only
     * @return a builder
     */
    public static ActivityMonitorBuilder of(InputSource source) {
        return new ActivityMonitorBuilder(new SingleSource(source));
    }

    /**
     * Returns the state of the monitor now.
     *
     * @return a snapshot, in which the ledger of every sink balances
     */
    public MonitorSnapshot snapshot() {
        RecentCounts lately = recent.now(clock.now(), sampler::total);
        Counts[] seen = {Counts.NONE};
        List<Ledger> ledgers = deliveries.ledgers(() -> seen[0] = sampler.total());
        return new MonitorSnapshot(
                run,
                watch.source(),
                watch.isLive(),
                capture.isPaused(),
                watch.keyboards(),
                watch.pointers(),
                seen[0],
                lately,
                ledgers,
                deliveries.backlogs(),
                live.ledgers(),
                deliveries.spool());
    }

    /**
     * Stops capturing until {@link #resume}: the source is closed, so that input is not even read. What was counted before is
     * delivered as usual. Idempotent.
     */
    public void pause() {
        capture.pause();
    }

    /**
     * Opens the source again after {@link #pause}, and counts what comes from now on. Idempotent.
     *
     * @throws CaptureException if the source cannot be opened; the pause goes on. A monitor of one source, not of a backend,
     *     can open it once only, so it can leave the pause that it started in and no other
     */
    public void resume() throws CaptureException {
        capture.resume();
    }

    /** {@return whether counting is paused} */
    public boolean isPaused() {
        return capture.isPaused();
    }

    /**
     * Returns whether the threads that capture and sample work: each is made to do some work now. For a watchdog, which may ask
     * every few minutes.
     *
     * @param within how long to wait for the sampling thread; the capture thread has a second
     * @return false if one of them does not answer in time, or nothing more is counted because capturing has ended by itself. A
     *     source that is interrupted is no reason: it is being opened again
     */
    public boolean isResponsive(Duration within) {
        synchronized (probeLock) {
            try {
                if (watch.isLive()) {
                    capture.sync();
                }
            } catch (CaptureException e) {
                LOG.debug("the source does not answer", e);
                return !watch.isLive(); // it may have failed meanwhile
            }
            return !watch.hasEnded() && sampler.isResponsive(clock.nanoTime() + within.toNanos());
        }
    }

    /**
     * Stops counting, delivers what is pending, closes the source and the sinks, and waits until that is done or the time of
     * {@link ActivityMonitorBuilder#closeWithin} is over. Live sinks are closed after that, each within a time of its own. Idempotent; a
     * second caller waits for the first. A call by a sink, a live sink or a receiver of totals, on the thread that called it,
     * returns at once, and another thread closes the monitor.
     */
    @Override
    public void close() {
        if (sampler.isCurrentThread() || deliveries.isCurrentThread()) {
            if (isCloseHandedOver.compareAndSet(false, true)) {
                threads.create("tally-close", this::close).start();
            }
            return;
        }
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
        capture.close(Duration.ofNanos(Math.max(1, deadline - reserve - clock.nanoTime())));
        if (!sampler.finish(interruptAt)) {
            LOG.warn("the sampler did not end in time; what it had not cut is in the ledger as pending");
        }
        deliveries.finish(interruptAt, deadline);
        live.close();
        try {
            report();
        } finally {
            deliveries.closeSpool();
        }
    }

    private void report() {
        List<Ledger> ledgers = snapshot().ledgers();
        deliveries.logPending(ledgers);
        listener.closed(ledgers);
    }
}

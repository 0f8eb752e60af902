package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import dev.tally.capture.CaptureException;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the counters while there is input, and cuts intervals off them.
 *
 * <p>While there is input it looks every tick. After {@value #QUIET_MILLIS} ms without, it only waits for the moment to
 * cut the interval that is still open, and after that for ever, until the capture thread's first report.
 *
 * <p><b>Threads.</b> A thread of its own does all the work; {@link #total} may be called by any. It holds no lock that the
 * capture thread or another reader could want.
 */
public final class Sampler {
    static final long QUIET_MILLIS = 1000;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS);
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    private final CounterRow row;
    private final IdleWakeup idleWakeup;
    private final Source source;
    private final Clock clock;
    private final long tickNanos;
    private final long flushNanos;
    private final IntervalCutter cutter;
    private final Consumer<ActivityInterval> outlet;
    private final SamplingListener ticks;
    private final Thread thread;
    private final Completion ended;

    private volatile boolean finishing;
    private volatile long activeNanos; // written by the sampler alone
    private volatile long lastChange;

    // The sampler's own:
    private long seenReports;
    private long seenGaps;
    private int seenDeviceChanges;
    private long lastTick;
    private long cutDue;
    private boolean idle = true; // and has said so

    /** What the sampler needs of the source. */
    public interface Source {
        boolean isLive();

        /** As {@code CaptureSession.sync}. */
        void sync() throws CaptureException;

        /** Asks the system for what it holds back, without waiting; see {@code InputSource.flush}. */
        void flush();
    }

    /** Looks on at what the sampler does, on its thread. */
    public interface SamplingListener {
        /** Nobody looks on. */
        SamplingListener NONE = new SamplingListener() {};

        /** The counters were looked at. */
        default void tick(long nowNanos, Instant wall, Counts total) {}

        /**
         * There has been no input for {@link #QUIET_MILLIS} ms. Until there is some, ticks come only when
         * {@link #nextDue} says so, and when an interval is cut.
         */
        default void idle(long nowNanos, Instant wall, Counts total) {}

        /** The sampler ends; no further tick comes. */
        default void ended(long nowNanos, Instant wall, Counts total) {}

        /** Returns when a tick is wanted at the latest, as a {@code nanoTime} of the clock, or {@link Clock#FOREVER}. */
        default long nextDue() {
            return Clock.FOREVER;
        }

        /** An interval was cut and handed on. */
        default void cut(Instant wall) {}
    }

    public Sampler(
            CounterRow row,
            IdleWakeup idleWakeup,
            Source source,
            Clock clock,
            Duration tick,
            Duration flush,
            UUID run,
            Consumer<ActivityInterval> outlet,
            SamplingListener ticks) {
        this.row = row;
        this.idleWakeup = idleWakeup;
        this.source = source;
        this.clock = clock;
        this.tickNanos = tick.toNanos();
        this.flushNanos = flush.toNanos();
        this.cutter = new IntervalCutter(run);
        this.outlet = outlet;
        this.ticks = ticks;
        this.ended = new Completion(clock);
        this.lastTick = clock.nanoTime();
        this.lastChange = lastTick;
        this.thread = new Thread(this::run, "tally-sampler");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** All that was counted until now, in the middle of a tick too. */
    public Counts total() {
        return row.total(TimeUnit.NANOSECONDS.toMillis(activeNanos));
    }

    /** The last moment at which new input was noticed, on the clock's {@code nanoTime}. */
    public long lastChange() {
        return lastChange;
    }

    /** Cuts the last interval, also an empty one, and ends. Returns false if that has not come about in time. */
    public boolean finish(long deadlineNanos) {
        finishing = true;
        clock.unpark(thread);
        return ended.awaitUntil(deadlineNanos);
    }

    private void run() {
        try {
            while (!finishing) {
                long now = clock.nanoTime();
                sample(now);
                if (cutter.isOpen() && now - cutDue >= 0) {
                    synchronise();
                    sample(clock.nanoTime());
                    cut();
                }
                rest();
            }
            sample(clock.nanoTime());
            ticks.ended(clock.nanoTime(), clock.now(), total());
            cut();
        } finally {
            ended.raise();
        }
    }

    /** Notices what has changed since the last tick. */
    private void sample(long now) {
        seenDeviceChanges = row.deviceChanges(); // before the tick that shows them
        long reports = row.reports();
        if (reports != seenReports) {
            long gaps = row.gaps();
            long elapsed = Math.min(now - lastTick, tickNanos + tickNanos / 4);
            if (reports - seenReports != gaps - seenGaps) {
                activeNanos += elapsed; // not an atomic addition, and need not be: nobody else writes
            }
            if (!cutter.isOpen()) {
                open(now, elapsed);
            }
            seenReports = reports;
            seenGaps = gaps;
            lastChange = now;
            idle = false;
        }
        lastTick = now;
        if (ticks != SamplingListener.NONE) { // what nobody looks at is not made
            ticks.tick(now, clock.now(), total());
        }
    }

    private void open(long now, long elapsed) {
        Instant wall = clock.now();
        cutter.open(wall.minusNanos(elapsed), wall);
        cutDue = now + flushNanos;
    }

    private void cut() {
        Instant wall = clock.now();
        outlet.accept(cutter.cut(total(), wall));
        ticks.cut(wall);
    }

    /** Makes the system hand over what it holds back; it may hold back dozens of reports for as long as it likes. */
    private void synchronise() {
        if (!source.isLive()) {
            return;
        }
        try {
            source.sync();
        } catch (CaptureException e) {
            LOG.debug("interval cut without what the system may hold back: {}", e.getMessage());
        }
    }

    private void rest() {
        long now = clock.nanoTime();
        if (now - lastChange < QUIET_NANOS) {
            source.flush(); // the next tick then sees what the system holds back now
            clock.park(earlier(lastTick + tickNanos, nextDue()));
            return;
        }
        if (!idle) {
            idle = true;
            ticks.idle(now, clock.now(), total());
        }
        idleWakeup.arm();
        if (row.reports() == seenReports && row.deviceChanges() == seenDeviceChanges && !finishing) {
            clock.park(nextDue());
        }
        idleWakeup.disarm();
        lastTick = clock.nanoTime() - tickNanos; // what woke us stands for one tick of activity
    }

    private long nextDue() {
        return earlier(cutter.isOpen() ? cutDue : Clock.FOREVER, ticks.nextDue());
    }

    /** Returns the earlier of two values of {@code nanoTime}, either of which may be {@link Clock#FOREVER}. */
    static long earlier(long one, long other) {
        if (one == Clock.FOREVER || other == Clock.FOREVER) {
            return one == Clock.FOREVER ? other : one;
        }
        return one - other < 0 ? one : other;
    }
}

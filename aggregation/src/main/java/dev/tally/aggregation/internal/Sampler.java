package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import dev.tally.capture.CaptureException;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the counters while there is input, and cuts the running totals into intervals.
 *
 * <p>While there is input it looks every tick. After {@value #QUIET_MILLIS} ms without, it only wakes to cut the interval
 * that is still open and when its listener asks for a tick, and otherwise waits for the capture thread's next report.
 *
 * <p><b>Threads.</b> A thread of its own does all the work; {@link #total} may be called by any. It holds no lock that the
 * capture thread needs.
 */
/*
 * States of the sampler's thread, and what moves it on:
 *   active  looks every tick; idle after QUIET_MILLIS without a new report
 *   idle    armed and parked until nextDue(), with no timer if that is FOREVER; a report, a change of devices or finish()
 *           unparks it, and a new report makes it active
 *   ended   after finish(): a last look, a last cut
 * idle is entered by arm(), then a look at the counters, then park(); the capture thread counts, then looks at the flag that
 * arm() set. IdleWakeup says why no report falls between. `finishing` is set by the closing thread before its unpark.
 * activeNanos and lastChange are written here alone, so a volatile += is enough.
 */
public final class Sampler {
    static final long QUIET_MILLIS = 1000;
    /** Less than a second, by what the system may hold back and a late tick: a kill is to cost a second at most. */
    private static final long SAVE_NANOS = TimeUnit.MILLISECONDS.toNanos(800);

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS);
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    private final CounterRow row;
    private final IdleWakeup idleWakeup;
    private final Source source;
    private final Clock clock;
    private final long tickNanos;
    private final long flushNanos;
    private final IntervalCutter cutter;
    private final IntervalOutlet outlet;
    private final SamplingListener ticks;
    private final Thread thread;
    private final Completion ended;

    private volatile boolean finishing;
    private volatile Completion round; // raised in each round, for a thread that asks whether this one works
    private volatile long activeNanos; // written only by the sampler
    private volatile long lastChange;

    // The sampler's own:
    private long seenReports;
    private long seenGaps;
    private int seenDeviceChanges;
    private long lastTick;
    private long cutDue;
    private boolean idle = true; // and the listener was told
    private long savedReports; // as many reports are in the intervals that were saved or cut
    private long saveDue; // meaningless unless there are others

    /**
     * The settings of a sampler.
     *
     * @param platform gives it the time and its thread
     * @param tick from one look at the counters to the next, while there is input
     * @param flush from the beginning of an interval, the whole second before its first input, to its cut
     * @param run the identity that the intervals carry
     */
    public record Settings(Platform platform, Duration tick, Duration flush, UUID run) {}

    /** Receives the intervals, on the sampler's thread. */
    public interface IntervalOutlet {
        /** Takes an interval that is complete. */
        void cut(ActivityInterval interval);

        /** Takes the open interval as it is now: every 0.8 s by the clock, and only after further input. */
        default void save(ActivityInterval soFar) {}
    }

    /** The part of a source that the sampler uses. */
    public interface Source {
        /** Returns whether a report made now would be counted. */
        boolean isLive();

        /** Fetches what the system holds back, as {@code CaptureSession.sync} does. */
        void sync() throws CaptureException;

        /** Asks the system for what it holds back, without waiting; see {@code InputSource.flush}. */
        void flush();
    }

    /**
     * Creates a sampler; {@link #start} starts it.
     *
     * @param settings how often, and on which clock
     * @param row the counters
     * @param idleWakeup what the writer of the counters wakes the sampler with
     * @param source where the counters' reports come from
     * @param outlet receives the intervals
     * @param ticks is told of each tick
     */
    public Sampler(
            Settings settings,
            CounterRow row,
            IdleWakeup idleWakeup,
            Source source,
            IntervalOutlet outlet,
            SamplingListener ticks) {
        this.row = row;
        this.idleWakeup = idleWakeup;
        this.source = source;
        this.clock = settings.platform().clock();
        this.tickNanos = settings.tick().toNanos();
        this.flushNanos = settings.flush().toNanos();
        this.cutter = new IntervalCutter(settings.run(), Math.min(SECOND_NANOS, flushNanos));
        this.outlet = outlet;
        this.ticks = ticks;
        this.ended = new Completion(clock);
        this.round = new Completion(clock);
        this.lastTick = clock.nanoTime();
        this.lastChange = lastTick;
        this.thread = settings.platform().threads().create("tally-sampler", this::run);
    }

    /** Starts the thread that looks at the counters. */
    public void start() {
        thread.start();
    }

    /** Returns all that was counted until now, also between two ticks. */
    public Counts total() {
        return row.total(TimeUnit.NANOSECONDS.toMillis(activeNanos));
    }

    /** Returns when new input was last noticed, as a {@code nanoTime} of the clock. */
    public long lastChange() {
        return lastChange;
    }

    /** Returns whether the caller is the thread that looks at the counters. */
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Wakes the thread, and returns whether it has looked at the counters before the deadline. One caller at a time. */
    public boolean isResponsive(long deadlineNanos) {
        Completion next = new Completion(clock);
        round = next;
        clock.unpark(thread);
        return next.awaitUntil(deadlineNanos);
    }

    /** Cuts the last interval, also an empty one, and ends the thread; returns whether that was done before the deadline. */
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
                } else if (cutter.isOpen() && cutter.hasStepped(clock.now(), now)) {
                    cut();
                }
                round.raise();
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
            if (reports - seenReports != gaps - seenGaps && !row.isActivityTold()) {
                activeNanos += elapsed; // not atomic, and need not be: this is the only writer
            }
            if (!cutter.isOpen()) {
                open(now);
            }
            if (seenReports == savedReports) {
                saveDue = now - IntervalCutter.since(clock.now(), SAVE_NANOS) + SAVE_NANOS;
            }
            seenReports = reports;
            seenGaps = gaps;
            lastChange = now;
            idle = false;
        }
        lastTick = now;
        saveIfDue(now);
        if (ticks != SamplingListener.NONE) { // the totals of a tick are made only for a listener
            ticks.tick(now, clock.now(), total());
        }
    }

    /** Saves at multiples of {@link #SAVE_NANOS}; input is looked at for a second after its end, so the last is saved too. */
    private void saveIfDue(long now) {
        if (cutter.isOpen() && seenReports != savedReports && now - saveDue >= 0) {
            savedReports = seenReports;
            Instant wall = clock.now();
            forgetInterrupt();
            outlet.save(cutter.soFar(total(), wall.minusNanos(IntervalCutter.since(wall, SAVE_NANOS)), now));
        }
    }

    private void open(long now) {
        cutDue = now - cutter.open(clock.now(), now) + flushNanos;
    }

    private void cut() {
        Instant wall = clock.now();
        forgetInterrupt();
        outlet.cut(cutter.cut(total(), wall, clock.nanoTime()));
        savedReports = seenReports;
        ticks.cut(wall);
    }

    /** Fetches what the system holds back: it may keep dozens of reports for as long as it likes. */
    private void synchronise() {
        if (!source.isLive()) {
            return;
        }
        forgetInterrupt();
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
            park(earlier(lastTick + tickNanos, nextDue()));
            return;
        }
        if (!idle) {
            idle = true;
            ticks.idle(now, clock.now(), total());
        }
        idleWakeup.arm();
        if (row.reports() == seenReports && row.deviceChanges() == seenDeviceChanges && !finishing) {
            park(nextDue());
        }
        idleWakeup.disarm();
        lastTick = clock.nanoTime() - tickNanos; // the report that woke us counts as one tick of activity
    }

    private void park(long untilNanos) {
        forgetInterrupt();
        clock.park(untilNanos);
    }

    /**
     * Clears what a receiver, a live sink or the source may have left: this thread is never interrupted to end. A set
     * flag would end each park at once, and would close the files of the spool in the middle of a write.
     */
    private static void forgetInterrupt() {
        Thread.interrupted();
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

package dev.tally.aggregation;

import dev.tally.aggregation.internal.PausableCapture;
import dev.tally.aggregation.internal.Platform;
import dev.tally.aggregation.internal.TotalsFeed;
import dev.tally.capture.CaptureException;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.LiveSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Configures and starts an {@link ActivityMonitor}. Each setting has a default. A duration has at most 36500 days; each method
 * that takes one throws an {@link IllegalArgumentException} that names the setting if it is out of range.
 */
public final class ActivityMonitorBuilder {
    /** What the arithmetic of a clock in nanoseconds can hold without doubt. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    final PausableCapture.Opener capture;
    final List<IntervalSink> sinks = new ArrayList<>();
    final List<LiveSink> liveSinks = new ArrayList<>();
    final List<TotalsFeed> totals = new ArrayList<>();
    Duration sampleEvery = Duration.ofMillis(20);
    Duration flushEvery = Duration.ofSeconds(30);
    Duration settle = Duration.ZERO;
    Duration closeWithin = Duration.ofSeconds(2);
    int outboxCapacity = 640;
    Optional<Path> spool = Optional.empty();
    boolean startPaused;
    MonitorListener listener = new MonitorListener() {};
    Platform platform = Platform.of(Clock.system());

    ActivityMonitorBuilder(PausableCapture.Opener capture) {
        this.capture = capture;
    }

    /**
     * Adds a sink, which gets an outbox and a thread of its own.
     *
     * @param sink closed by the monitor
     * @return this builder
     */
    public ActivityMonitorBuilder sink(IntervalSink sink) {
        sinks.add(sink);
        return this;
    }

    /**
     * Adds a live sink. Without one, positions and rates are not sampled.
     *
     * @param sink closed by the monitor
     * @return this builder
     */
    public ActivityMonitorBuilder live(LiveSink sink) {
        liveSinks.add(sink);
        return this;
    }

    /**
     * Sets how often the counters are sampled while there is input, which is also the precision of the active time.
     *
     * @param tick more than 0; default 20 ms
     * @return this builder
     */
    public ActivityMonitorBuilder sampleEvery(Duration tick) {
        sampleEvery = positive("sampleEvery", tick);
        return this;
    }

    /**
     * Sets how long an interval is. It begins with the second of its first input, so that it does not tell when that was.
     *
     * @param interval more than 0; default 30 s
     * @return this builder
     */
    public ActivityMonitorBuilder flushEvery(Duration interval) {
        flushEvery = positive("flushEvery", interval);
        return this;
    }

    /**
     * Sets how long a close goes on counting while input still comes; it stops once there has been no input for 300 ms. The
     * rest of {@link #closeWithin} is for the deliveries: a quarter of it, but no more than half a second, is always
     * kept for them.
     *
     * @param atMost not negative; default 0
     * @return this builder
     */
    public ActivityMonitorBuilder settle(Duration atMost) {
        if (atMost.isNegative()) {
            throw new IllegalArgumentException("settle is " + atMost + "; it must not be negative");
        }
        settle = atMost.isZero() ? atMost : positive("settle", atMost);
        return this;
    }

    /**
     * Sets the time within which {@link ActivityMonitor#close} counts, delivers, and closes the source and the sinks.
     *
     * @param deadline more than 0; default 2 s
     * @return this builder
     */
    public ActivityMonitorBuilder closeWithin(Duration deadline) {
        closeWithin = positive("closeWithin", deadline);
        return this;
    }

    /**
     * Sets how many intervals may wait for one sink before neighbours are merged. No count is lost then, but its time becomes
     * coarser.
     *
     * @param intervals at least 2; default 640, enough for a day of uninterrupted input in steps of five minutes
     * @return this builder
     */
    public ActivityMonitorBuilder outboxCapacity(int intervals) {
        if (intervals < 2) {
            throw new IllegalArgumentException("outboxCapacity is " + intervals + "; it must be at least 2");
        }
        outboxCapacity = intervals;
        return this;
    }

    /**
     * Sets a directory that holds what is counted and not delivered yet, so that it outlives the process. What earlier
     * runs left there is delivered first, under its own identity. By default it is only in memory.
     *
     * <p>While there is input one small file is written every 0.8 s, so that a process that is killed loses a second
     * of input at most; each cut is synced to the disk. A directory that another monitor uses, or that cannot be
     * written, is named in the log, and this monitor counts without one.
     *
     * @param directory created, for its owner only, if it does not exist
     * @return this builder
     */
    public ActivityMonitorBuilder spool(Path directory) {
        spool = Optional.of(directory);
        return this;
    }

    /**
     * Starts in a pause: the source is not opened before {@link ActivityMonitor#resume}. By default counting begins at once.
     *
     * @return this builder
     */
    public ActivityMonitorBuilder startPaused() {
        startPaused = true;
        return this;
    }

    /**
     * Sets the listener that is told what happens; there is one at most, and by default there is no listener.
     *
     * @param told replaces the one that was set before
     * @return this builder
     */
    public ActivityMonitorBuilder listener(MonitorListener told) {
        listener = told;
        return this;
    }

    /**
     * Adds a receiver of the running totals, for example for a display. It is told totals only after they have changed, and at
     * most once in a period; a second after the last input, and at the close, it is told what it has not been told yet. While
     * there is no input it is not called, and nothing wakes for it.
     *
     * @param period the shortest time between two calls while there is input, more than 0
     * @param receiver called by the sampling thread, which must not wait long; what it throws is logged once and ignored
     * @return this builder
     */
    public ActivityMonitorBuilder onTotals(Duration period, Consumer<Counts> receiver) {
        totals.add(new TotalsFeed(positive("the period of onTotals", period), receiver));
        return this;
    }

    /**
     * Sets the clock, for tests.
     *
     * @param time default {@link Clock#system}
     * @return this builder
     */
    public ActivityMonitorBuilder clock(Clock time) {
        platform = platform.with(time);
        return this;
    }

    /** Sets what the monitor takes from the machine, its clock included. */
    ActivityMonitorBuilder platform(Platform machine) {
        platform = machine;
        return this;
    }

    /**
     * Opens the source and starts to count. May be called once, because a source cannot be run twice.
     *
     * @return the monitor, which is to be closed
     * @throws CaptureException if the source cannot be opened, unless it starts in a pause; the sinks are then still the caller's
     *     to close
     */
    public ActivityMonitor start() throws CaptureException {
        return new ActivityMonitor(this);
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be more than 0");
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be at most " + LONGEST);
        }
        return value;
    }
}

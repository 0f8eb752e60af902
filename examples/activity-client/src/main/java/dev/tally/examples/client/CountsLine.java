package dev.tally.examples.client;

import dev.tally.aggregation.ActivityMonitor;
import dev.tally.aggregation.Backlog;
import dev.tally.aggregation.MonitorSnapshot;
import dev.tally.sink.Counts;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows today's counts on the terminal of {@code run}, in a line that is rewritten in place.
 *
 * <p>It is told when the counts or the deliveries have changed, and has no timer: nothing wakes for it.
 *
 * <p><b>Privacy.</b> The counts change once a second at most. A delivery does not show newer ones.
 *
 * <p><b>Threads.</b> Any.
 */
final class CountsLine implements Consumer<Counts> {
    private static final String WARNING = "\u001b[33m";
    private static final String NORMAL = "\u001b[0m";

    private final TerminalLine line;
    private final SinkHealth health;
    private final boolean isColourful;
    private @Nullable ActivityMonitor monitor; // under the lock of this object, as what is below
    private Counts today = Counts.NONE;

    CountsLine(TerminalLine line, SinkHealth health, boolean isColourful) {
        this.line = line;
        this.health = health;
        this.isColourful = isColourful;
    }

    /** Shows the first line. */
    synchronized void begin(ActivityMonitor counting) {
        monitor = counting;
        draw();
    }

    /** Shows new counts. Called by the sampler at most once a second, and only when they have changed. */
    @Override
    public synchronized void accept(Counts total) {
        if (monitor != null) {
            today = monitor.snapshot().recent().day();
            draw();
        }
    }

    /** Shows what became of an interval. */
    synchronized void deliveriesChanged() {
        draw();
    }

    private void draw() {
        if (monitor != null) {
            line.show(text(today, monitor.snapshot(), health, isColourful));
        }
    }

    /** Leaves the last counts on the terminal. */
    void end() {
        line.end();
    }

    /** Waits until what was logged is on the terminal, but not long. */
    void drain() {
        line.drain();
    }

    /** Returns the line, at most 80 characters of which are visible unless a number is very large. */
    static String text(Counts today, MonitorSnapshot now, SinkHealth health, boolean isColourful) {
        String counts = String.format(
                Locale.ROOT,
                "today %d keys, %d clicks, %d scroll, %d min active",
                today.keyPresses(),
                Display.clicks(today),
                today.scrollDetents(),
                today.activeMillis() / 60_000);
        String problem = problem(now, health);
        if (problem.isEmpty()) {
            return counts;
        }
        return counts + "; " + (isColourful ? WARNING + problem + NORMAL : problem);
    }

    private static String problem(MonitorSnapshot now, SinkHealth health) {
        for (Backlog backlog : now.backlogs()) {
            if (!health.of(backlog.sink()).failure().isEmpty()) {
                return backlog.sink().split(" ", 2)[0] + " fails, " + backlog.intervals() + " waiting";
            }
        }
        return "";
    }
}

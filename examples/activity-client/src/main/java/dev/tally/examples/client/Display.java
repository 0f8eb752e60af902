package dev.tally.examples.client;

import dev.tally.aggregation.ActivityMonitor;
import dev.tally.sink.Counts;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Prints the totals once a second while they change. It wakes every second, so a service should not use it. */
final class Display {
    private final PrintWriter out;

    Display(PrintWriter out) {
        this.out = out;
    }

    /** Begins to print, on a thread of its own, until the process ends. */
    void start(ActivityMonitor monitor) {
        Thread thread = new Thread(() -> follow(monitor), "tally-display");
        thread.setDaemon(true);
        thread.start();
    }

    private void follow(ActivityMonitor monitor) {
        Counts shown = Counts.NONE;
        while (waitASecond()) {
            Counts now = monitor.snapshot().seen();
            if (!now.equals(shown)) {
                out.println(line(now));
                out.flush();
                shown = now;
            }
        }
    }

    private static boolean waitASecond() {
        try {
            TimeUnit.SECONDS.sleep(1);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Returns the presses of all pointer buttons. */
    static long clicks(Counts counts) {
        return counts.leftClicks() + counts.middleClicks() + counts.rightClicks() + counts.otherClicks();
    }

    static String line(Counts c) {
        return String.format(
                Locale.ROOT, // digits are ASCII whatever the user's language
                "keys %d  clicks %d/%d/%d  other %d  scroll %d  motions %d  active %d s",
                c.keyPresses(),
                c.leftClicks(),
                c.middleClicks(),
                c.rightClicks(),
                c.otherClicks(),
                c.scrollDetents(),
                c.motions(),
                c.activeMillis() / 1000);
    }
}

package dev.tally.examples.systemd;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps systemd from restarting a program that works. Twice in the time that {@code WatchdogSec=} sets, a thread asks the program to
 * prove that it works, and tells systemd so only if it does; if it does not, the thread soon asks again.
 *
 * <p><b>Threads.</b> One of its own, a daemon, which the proof may keep waiting.
 *
 * <p><b>Cost.</b> One wake-up in half of {@code WatchdogSec=}; none without that setting.
 */
public final class Watchdog {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private static final Duration LONGEST_AFTER_FAILURE = Duration.ofSeconds(10);

    private Watchdog() {}

    /**
     * Starts the thread, if systemd watches this process.
     *
     * @param isAlive the proof: whether the threads that do the work have just done some of it
     */
    public static void start(SdNotify systemd, BooleanSupplier isAlive) {
        systemd.watchdogPeriod().ifPresent(period -> {
            Thread thread = new Thread(() -> watch(systemd, isAlive, period), "watchdog");
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** Another whole period would be all that systemd waits: one failure would end a program that works again. */
    static Duration afterFailure(Duration period) {
        Duration tenth = period.dividedBy(10);
        return tenth.compareTo(LONGEST_AFTER_FAILURE) < 0 ? tenth : LONGEST_AFTER_FAILURE;
    }

    private static void watch(SdNotify systemd, BooleanSupplier isAlive, Duration period) {
        try {
            Duration untilNext = period;
            while (true) {
                if (isAlive.getAsBoolean()) {
                    systemd.alive();
                    untilNext = period;
                } else {
                    LOG.warn("the program does not work; systemd is not told that it is alive");
                    untilNext = afterFailure(period);
                }
                TimeUnit.NANOSECONDS.sleep(untilNext.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that but a program that ends
        }
    }
}

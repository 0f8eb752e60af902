package dev.tally.examples.client;

import dev.tally.capture.CaptureException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the counting when blackout hours begin, and lets it go on when they are over.
 *
 * <p><b>Threads.</b> One of its own, which wakes when hours begin or end and when the clock is set.
 */
final class Blackout {
    private static final Logger LOG = LoggerFactory.getLogger("activity-client");
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(5);

    private final BlackoutSchedule schedule;
    private final PauseControl pauses;
    private final Clock clock;

    Blackout(BlackoutSchedule schedule, PauseControl pauses, Clock clock) {
        this.schedule = schedule;
        this.pauses = pauses;
        this.clock = clock;
    }

    /** Decides whether to count now, and again whenever that changes. */
    void start() {
        Optional<Instant> change = lookAgain();
        Thread thread = new Thread(() -> follow(change, new WallClockAlarm()), "blackout");
        thread.setDaemon(true);
        thread.start();
    }

    private void follow(Optional<Instant> first, Alarm alarm) {
        Optional<Instant> next = first;
        try {
            while (next.isPresent()) {
                alarm.await(next.get());
                next = lookAgain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends
        }
    }

    private Optional<Instant> lookAgain() {
        try {
            return look();
        } catch (CaptureException e) {
            LOG.warn("this is no blackout hour, but nothing can be counted yet: {}", e.getMessage());
            return Optional.of(clock.instant().plus(BETWEEN_ATTEMPTS));
        }
    }

    /** Does what the wall clock says; returns when to look at it again, empty if that is never necessary. */
    Optional<Instant> look() throws CaptureException {
        Instant now = clock.instant();
        Optional<Instant> change = schedule.nextChange(now);
        if (schedule.isWithin(now)) {
            pauses.beginBlackout(change);
        } else {
            pauses.endBlackout();
        }
        return change;
    }
}

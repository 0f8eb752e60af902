package dev.tally.examples.client;

import dev.tally.aggregation.ActivityMonitor;
import dev.tally.capture.CaptureException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses the counting, for a time or until it is told to go on, and in blackout hours. It counts again when neither a pause nor
 * blackout hours are left.
 *
 * <p><b>Threads.</b> Any. A pause with an end has a thread that looks at the clock twice a minute, and at the end: the time of a
 * suspended machine passes too.
 */
final class PauseControl {
    static final String PAUSE = "pause";
    static final String RESUME = "resume";

    private static final Logger LOG = LoggerFactory.getLogger("activity-client");
    private static final Pattern DURATION = Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,5})m)?(?:(\\d{1,6})s)?");
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

    private final ActivityMonitor monitor;
    private final Runnable paused;
    private final InstantSource clock;
    private final Duration betweenLooks;
    private boolean isAskedFor; // under the lock of this object, as all below
    private @Nullable Thread timer;
    private @Nullable Instant until;
    private boolean isBlackout;
    private @Nullable Instant blackoutUntil;

    /**
     * Creates the pauses of a monitor.
     *
     * @param paused called whenever a pause has begun
     */
    PauseControl(ActivityMonitor monitor, Runnable paused) {
        this(monitor, paused, InstantSource.system(), BETWEEN_LOOKS);
    }

    /** Creates them with a clock, and how long its end may be overlooked after a jump of it. */
    PauseControl(ActivityMonitor monitor, Runnable paused, InstantSource clock, Duration betweenLooks) {
        this.monitor = monitor;
        this.paused = paused;
        this.clock = clock;
        this.betweenLooks = betweenLooks;
    }

    /**
     * Reads a duration such as 90s, 30m or 1h30m.
     *
     * @return the duration; empty if the text is not one, or names less than a second
     */
    static Optional<Duration> duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ofHours(number(parts.group(1)))
                .plusMinutes(number(parts.group(2)))
                .plusSeconds(number(parts.group(3)));
        return Optional.of(sum).filter(Duration::isPositive);
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /**
     * What is known of a pause.
     *
     * @param isBlackout whether it is one of blackout hours
     * @param until when it ends by itself; empty if there is no pause, or no end of it
     */
    record State(boolean isBlackout, Optional<Instant> until) {
        /** No pause, or one without end. */
        static final State OPEN = new State(false, Optional.empty());
    }

    /** Returns the state; of a pause in blackout hours, that of the one that ends later. */
    synchronized State state() {
        boolean isPauseLonger = isAskedFor && (until == null || blackoutUntil != null && until.isAfter(blackoutUntil));
        if (isBlackout && !isPauseLonger) {
            return new State(true, Optional.ofNullable(blackoutUntil));
        }
        return isAskedFor ? new State(false, Optional.ofNullable(until)) : State.OPEN;
    }

    /** Pauses until {@link #resume}, or for a time at most. A pause replaces the one before. */
    synchronized void pause(Optional<Duration> time) {
        stopTimer();
        monitor.pause();
        paused.run();
        isAskedFor = true;
        Optional<Instant> end = time.map(clock.instant()::plus);
        until = end.map(it -> it.truncatedTo(ChronoUnit.SECONDS)).orElse(null);
        LOG.info(
                "paused{}; nothing is counted",
                time.map(it -> " for " + it.toSeconds() + " s").orElse(""));
        end.ifPresent(it -> {
            Thread thread = new Thread(() -> resumeAt(it), "resume");
            thread.setDaemon(true);
            timer = thread;
            thread.start();
        });
    }

    /**
     * Ends a pause, and goes on counting unless it is a blackout hour.
     *
     * @throws CaptureException if the source cannot be opened; the pause goes on
     */
    synchronized void resume() throws CaptureException {
        if (!isBlackout) {
            monitor.resume();
            LOG.info("counting again after a pause");
        }
        isAskedFor = false;
        stopTimer();
    }

    /**
     * Stops the counting for blackout hours.
     *
     * @param end when they are over; empty if never
     */
    synchronized void beginBlackout(Optional<Instant> end) {
        monitor.pause();
        paused.run();
        if (!isBlackout) {
            LOG.info(
                    "blackout hours{}; nothing is counted",
                    end.map(it -> " until " + local(it)).orElse(""));
        }
        isBlackout = true;
        blackoutUntil = end.orElse(null);
    }

    /**
     * Goes on counting after blackout hours, unless there is a pause.
     *
     * @throws CaptureException if the source cannot be opened; then nothing is counted yet
     */
    synchronized void endBlackout() throws CaptureException {
        if (!isAskedFor) {
            monitor.resume();
        }
        if (isBlackout) {
            LOG.info("blackout hours are over");
        }
        isBlackout = false;
        blackoutUntil = null;
    }

    /** Returns a moment as people of this machine's zone write it. */
    static String local(Instant moment) {
        return LocalDateTime.ofInstant(moment.truncatedTo(ChronoUnit.SECONDS), ZoneId.systemDefault())
                .toString()
                .replace('T', ' ');
    }

    private void stopTimer() {
        if (timer != null && timer != Thread.currentThread()) {
            timer.interrupt();
        }
        timer = null;
        until = null;
    }

    private void resumeAt(Instant end) {
        Instant next = end;
        while (true) {
            try {
                sleepUntil(next);
                resumeUnlessReplaced();
                return;
            } catch (CaptureException e) {
                LOG.warn("the pause is over, but counting cannot go on yet: {}", e.getMessage());
                next = clock.instant().plus(BETWEEN_ATTEMPTS);
            } catch (InterruptedException e) {
                return; // another command came first
            }
        }
    }

    private void sleepUntil(Instant moment) throws InterruptedException {
        Duration left = Duration.between(clock.instant(), moment);
        while (left.isPositive()) {
            TimeUnit.NANOSECONDS.sleep((left.compareTo(betweenLooks) < 0 ? left : betweenLooks).toNanos());
            left = Duration.between(clock.instant(), moment);
        }
    }

    private synchronized void resumeUnlessReplaced() throws CaptureException {
        if (timer == Thread.currentThread()) {
            resume();
        }
    }
}

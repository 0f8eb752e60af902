package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import dev.tally.capture.CaptureException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, at a close, until no more input comes.
 *
 * <p><b>Threads.</b> Only the thread that closes the monitor.
 */
public final class Settling {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long SYNC_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Clock clock;
    private final CounterRow row;
    private final Sampler.Source source;

    /**
     * Creates the settling of a monitor.
     *
     * @param row where input is seen
     * @param source fetches what the system holds back
     */
    public Settling(Clock clock, CounterRow row, Sampler.Source source) {
        this.clock = clock;
        this.row = row;
        this.source = source;
    }

    /**
     * Returns after 300 ms without input, and at the latest after this time.
     *
     * @param lastChange when input was last noticed
     */
    public void await(long nanos, long lastChange) {
        long end = clock.nanoTime() + nanos;
        long seen = row.reports();
        long quietSince = lastChange;
        while (source.isLive() && clock.nanoTime() - end < 0) {
            sync();
            long reports = row.reports();
            long now = clock.nanoTime();
            if (reports != seen) {
                seen = reports;
                quietSince = now;
            } else if (now - quietSince >= QUIET_NANOS) {
                return;
            }
            clock.park(Math.min(now + SYNC_EVERY_NANOS, end));
        }
    }

    private void sync() {
        try {
            source.sync();
        } catch (CaptureException e) {
            LOG.debug("settling without what the system may hold back: {}", e.getMessage());
        }
    }
}

package dev.tally.aggregation.internal;

import dev.tally.sink.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a receiver the running totals at most once in a period, and only when they have changed.
 *
 * <p>It asks for no tick of its own: the last totals of a burst of input are told when the sampler becomes idle.
 *
 * <p><b>Threads.</b> Only the sampler's thread.
 */
public final class TotalsFeed implements SamplingListener {
    private static final Logger LOG = LoggerFactory.getLogger(TotalsFeed.class);

    private final long periodNanos;
    private final Consumer<Counts> receiver;

    private Counts told = Counts.NONE;
    private long toldAt;
    private boolean isFirst = true;
    private boolean hasFailed;

    /** Creates a feed of one receiver. */
    public TotalsFeed(Duration period, Consumer<Counts> receiver) {
        this.periodNanos = period.toNanos();
        this.receiver = receiver;
    }

    @Override
    public void tick(long nowNanos, Instant wall, Counts total) {
        if (isFirst || nowNanos - toldAt >= periodNanos) {
            tell(nowNanos, total);
        }
    }

    @Override
    public void idle(long nowNanos, Instant wall, Counts total) {
        tell(nowNanos, total);
    }

    @Override
    public void ended(long nowNanos, Instant wall, Counts total) {
        tell(nowNanos, total);
    }

    private void tell(long nowNanos, Counts total) {
        if (total.equals(told)) {
            return;
        }
        told = total;
        toldAt = nowNanos;
        isFirst = false;
        try {
            receiver.accept(total);
        } catch (Throwable e) { // also a checked exception of a receiver in another language
            if (!hasFailed) {
                LOG.warn("a receiver of totals threw an exception, which is ignored, as further ones are", e);
            }
            hasFailed = true;
        }
    }
}

package dev.tally.examples.server;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/**
 * How often each client may ask: so many times in a window that begins with its first request.
 *
 * <p><b>Threads.</b> Any.
 *
 * <p><b>Cost.</b> At most {@value #MOST_CLIENTS} clients are remembered; beyond that, those not seen for longest start anew.
 */
final class RateLimit {
    static final int MOST_CLIENTS = 10_000;

    private final LoadingCache<String, Bucket> buckets;

    RateLimit(int requests, Duration window) {
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_CLIENTS)
                .expireAfterAccess(window)
                .build(client -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(requests).refillIntervally(requests, window))
                        .build());
    }

    /** 0 if the client may go on; else the seconds, at least 1, that it has to wait. */
    long secondsToWait(String client) {
        ConsumptionProbe probe = buckets.get(client).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? 0 : 1 + (probe.getNanosToWaitForRefill() - 1) / 1_000_000_000L;
    }
}

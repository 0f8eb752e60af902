package dev.tally.examples.server;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;

/**
 * Limits how many requests each client may send in a window of time, which begins with its first request.
 *
 * <p><b>Threads.</b> Any.
 *
 * <p><b>Cost.</b> At most {@value #MOST_CLIENTS} clients are remembered; beyond that, the least recent ones are forgotten.
 */
final class RateLimit {
    static final int MOST_CLIENTS = 10_000;

    /**
     * Says whether a request is allowed, and what is left of the client's limit.
     *
     * @param remaining how many requests are left in its window
     * @param secondsToReset the seconds until its window ends, rounded up
     * @param secondsToWait 0 if this request is allowed; else the seconds, at least 1, until the next one is
     */
    record Decision(long remaining, long secondsToReset, long secondsToWait) {}

    private final LoadingCache<String, Bucket> buckets;
    private final String name;
    private final String policy;

    /**
     * Creates a limit.
     *
     * @param name the name of the policy in the headers
     * @param requests the most requests in a window
     * @param window the window
     */
    RateLimit(String name, int requests, Duration window) {
        this.name = name;
        this.policy = "\"" + name + "\";q=" + requests + ";w=" + window.toSeconds();
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_CLIENTS)
                .expireAfterAccess(window)
                .build(client -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(requests).refillIntervally(requests, window))
                        .build());
    }

    /** Counts a request of a client and says whether it is allowed. */
    Decision ask(String client) {
        ConsumptionProbe probe = buckets.get(client).tryConsumeAndReturnRemaining(1);
        long wait = probe.isConsumed() ? 0 : seconds(probe.getNanosToWaitForRefill());
        return new Decision(probe.getRemainingTokens(), seconds(probe.getNanosToWaitForReset()), wait);
    }

    /** Says whether nothing is left of a client's limit, without counting a request. */
    boolean isExhausted(String client) {
        Bucket bucket = buckets.getIfPresent(client);
        return bucket != null && bucket.getAvailableTokens() == 0;
    }

    /**
     * Adds the headers {@code RateLimit-Policy} and {@code RateLimit}
     * (<a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">the IETF draft</a>, from version 8 on).
     */
    void addHeaders(HttpFields.Mutable headers, Decision decision) {
        headers.put("RateLimit-Policy", policy);
        headers.put("RateLimit", "\"" + name + "\";r=" + decision.remaining + ";t=" + decision.secondsToReset);
    }

    private static long seconds(long nanos) {
        return nanos <= 0 ? 0 : 1 + (nanos - 1) / 1_000_000_000L;
    }
}

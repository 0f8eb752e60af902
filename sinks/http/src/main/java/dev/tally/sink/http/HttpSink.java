package dev.tally.sink.http;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import dev.tally.sink.encoding.IntervalJson;
import dev.tally.sink.encoding.SourceName;
import dev.tally.sink.http.internal.ApiKey;
import dev.tally.sink.http.internal.Endpoint;
import dev.tally.sink.http.internal.HttpClients;
import dev.tally.sink.http.internal.HttpOutcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts each interval as JSON to a server.
 *
 * <pre>{@code
 * HttpSink.to(URI.create("https://host/frames")).apiKey(key).timeout(ofSeconds(10)).build()
 * }</pre>
 *
 * The key travels as the {@code Authorization} header; {@code Idempotency-Key} and the payload name the interval, so that
 * a server can tell a repetition. Redirects are not followed: the key is meant for this server alone.
 *
 * <p><b>Threads.</b> {@link #write} by one thread at a time; it can be interrupted, which abandons the request.
 *
 * <p><b>Cost.</b> One connection and one request. From Java 21 on, nothing is left of them when {@code write} returns: no
 * thread, no connection, so nothing wakes up between intervals. Before, an HTTP client is kept until it is collected.
 *
 * <p><b>Failure.</b> Accepted is what was answered with a status of 2xx, nothing else. For 408, 429, 5xx and whatever keeps
 * an answer away, trying again helps: {@link SinkException#retryAfter} is what the server asked for, at most an hour. After
 * any other status only a person can mend it, and it names a longer pause. No message contains the key.
 */
public final class HttpSink implements IntervalSink {
    private final Endpoint endpoint;
    private final Optional<ApiKey> apiKey;
    private final String source;
    private final Duration timeout;
    private final Clock clock;
    private final HttpClients clients;

    private HttpSink(Builder builder) {
        this.endpoint = builder.endpoint;
        this.apiKey = builder.apiKey;
        this.source = builder.source.orElseGet(SourceName::ofThisHost);
        this.timeout = builder.timeout;
        this.clock = builder.clock;
        this.clients = new HttpClients(timeout);
    }

    /**
     * A sink for this address.
     *
     * @throws IllegalArgumentException if it is not an http or https address of a host, or contains a user or a password
     */
    public static Builder to(URI uri) {
        return new Builder(Endpoint.of(uri));
    }

    @Override
    public String name() {
        return "http " + endpoint;
    }

    @Override
    public void write(ActivityInterval interval) throws SinkException, InterruptedException {
        HttpOutcome answer = new HttpOutcome(endpoint, interval, clock);
        HttpClient client = clients.open();
        try {
            attempt(client, request(interval), answer);
        } finally {
            clients.close(client);
        }
        answer.requireSuccess();
    }

    /** Does nothing: after each attempt everything was given back. */
    @Override
    public void close() {}

    private void attempt(HttpClient client, HttpRequest request, HttpOutcome answer)
            throws SinkException, InterruptedException {
        CompletableFuture<?> exchange = client.sendAsync(request, answer.bodyHandler());
        try {
            exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.requireHeadWithin(timeout);
        } catch (ExecutionException e) {
            answer.requireHeadDespite(e.getCause() == null ? e : e.getCause());
        } finally {
            exchange.cancel(true); // closes the connection of an exchange that is not over
        }
    }

    private HttpRequest request(ActivityInterval interval) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.uri())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", interval.id())
                .POST(BodyPublishers.ofByteArray(IntervalJson.payload(interval, source, clock.instant())));
        apiKey.ifPresent(key -> request.header("Authorization", key.headerValue()));
        return request.build();
    }

    /** How to deliver; every setting has a default. */
    public static final class Builder {
        /** The timeout, unless another is set: {@value} seconds. */
        public static final int DEFAULT_TIMEOUT_SECONDS = 10;

        private final Endpoint endpoint;
        private Optional<ApiKey> apiKey = Optional.empty();
        private Optional<String> source = Optional.empty();
        private Duration timeout = Duration.ofSeconds(DEFAULT_TIMEOUT_SECONDS);
        private Clock clock = Clock.systemUTC();

        private Builder(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        /**
         * The key, sent as it is; by default no {@code Authorization} is sent.
         *
         * @throws IllegalArgumentException if it cannot stand in a header; the message says why without the key
         */
        public Builder apiKey(String key) {
            this.apiKey = Optional.of(ApiKey.of(key));
            return this;
        }

        /**
         * The name that tells this machine's counts from others'; by default the name of the host.
         *
         * @throws IllegalArgumentException if it is empty, has more than 128 characters or a control character
         */
        public Builder source(String name) {
            this.source = Optional.of(SourceName.check(name));
            return this;
        }

        /**
         * The most time that one attempt takes, from connecting to the end of the answer.
         *
         * @throws IllegalArgumentException if it is not more than nothing, or more than an hour
         */
        public Builder timeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("timeout is " + timeout + "; it must be above 0 and at most PT1H");
            }
            this.timeout = timeout;
            return this;
        }

        Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        public HttpSink build() {
            return new HttpSink(this);
        }
    }
}

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
 * A sink that posts each interval as JSON to a server.
 *
 * <pre>{@code
 * HttpSink.to(URI.create("https://host/frames")).apiKey(key).timeout(ofSeconds(10)).build()
 * }</pre>
 *
 * The key is sent as the {@code Authorization} header. {@code Idempotency-Key} and the payload identify the interval, so that
 * a server can recognise a repetition. Redirects are not followed, because the key is for this server only; the error names
 * the address that a redirect leads to.
 *
 * <p><b>Threads.</b> One thread at a time may call {@link #write}. Interrupting it abandons the request.
 *
 * <p><b>Cost.</b> One connection and one request for each interval. From Java 21 on, no thread and no connection is left when
 * {@code write} returns, so nothing wakes up between intervals. Before Java 21, an HTTP client is kept.
 *
 * <p><b>Failure.</b> An interval is accepted if the status is 2xx, and only then. After 408, 429, 5xx and if there was no
 * answer, a later attempt can succeed: {@link SinkException#retryAfter} is the pause that the server asked for, at most an
 * hour. After any other status a person has to change something, and the pause is 30 s. No message contains the key.
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
        this.clients = new HttpClients(timeout, endpoint.isSecure());
    }

    /**
     * Starts the configuration of a sink.
     *
     * @param uri the address to post to
     * @return a builder with the defaults
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
        HttpOutcome answer = new HttpOutcome(endpoint, interval, apiKey, clock);
        HttpClient client = clients.open();
        try {
            attempt(client, request(interval), answer);
        } finally {
            clients.close(client);
        }
        answer.requireSuccess();
    }

    /** Does nothing: each attempt releases what it used. */
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

    /** The settings of an {@link HttpSink}. Each has a default. */
    public static final class Builder {
        /** The default of {@link #timeout}: {@value} seconds. */
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
         * Sets the key of the server. By default no {@code Authorization} header is sent.
         *
         * @param key the value of the header, sent unchanged
         * @return this builder
         * @throws IllegalArgumentException if it cannot be sent in a header; the message says why without the key
         */
        public Builder apiKey(String key) {
            this.apiKey = Optional.of(ApiKey.of(key));
            return this;
        }

        /**
         * Sets the name by which the server tells this machine's counts from those of others.
         *
         * @param name the name; the default is the name of the host
         * @return this builder
         * @throws IllegalArgumentException if it is empty, has more than 128 characters or a control character
         */
        public Builder source(String name) {
            this.source = Optional.of(SourceName.check(name));
            return this;
        }

        /**
         * Sets the most time that one attempt may take, from connecting to the end of the answer.
         *
         * @param timeout above 0, at most an hour
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
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

        /** {@return a sink with these settings} */
        public HttpSink build() {
            return new HttpSink(this);
        }
    }
}

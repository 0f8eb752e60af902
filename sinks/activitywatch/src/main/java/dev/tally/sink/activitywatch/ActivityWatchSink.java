package dev.tally.sink.activitywatch;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import dev.tally.sink.activitywatch.internal.InputBucket;
import dev.tally.sink.activitywatch.internal.InputEvent;
import dev.tally.sink.activitywatch.internal.Requests;
import dev.tally.sink.encoding.SourceName;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A sink that adds each interval as an event to the input bucket of an ActivityWatch server.
 *
 * <pre>{@code
 * ActivityMonitor.of(backend, options)
 *         .sink(ActivityWatchSink.to(ActivityWatchSink.LOCAL_SERVER).build())
 *         .start()
 * }</pre>
 *
 * The bucket is {@code aw-watcher-input_HOSTNAME} of type {@code os.hid.input}, and an event has the fields of
 * aw-watcher-input: {@code presses} (key presses without auto-repeat), {@code clicks} (of all buttons), {@code deltaX},
 * {@code deltaY}, {@code scrollX} and {@code scrollY} (detents). Tally counts the length of the pointer's path, not its parts:
 * {@code deltaX} is that length in whole units of motion, and {@code deltaY} is 0. An interval in which all fields are 0 is
 * not sent. Run either this sink or aw-watcher-input on a machine: with both, each press counts twice.
 *
 * <p><b>Threads.</b> One thread at a time may call {@link #write}. Interrupting it abandons the request.
 *
 * <p><b>Cost.</b> Two requests for each interval. From Java 21 on, no thread and no connection is left when {@code write}
 * returns. Before Java 21, an HTTP client is kept. Of an answer at most 1 MiB is read.
 *
 * <p><b>Failure.</b> An event is looked for before it is added, so that an interval whose answer was lost counts once. A bucket
 * that is missing is created. While the server is away, each {@code write} fails and the caller keeps the interval: its event
 * is added later, with the interval's own time.
 */
public final class ActivityWatchSink implements IntervalSink {
    /** The address of the server that ActivityWatch starts on a machine. */
    public static final URI LOCAL_SERVER = URI.create("http://localhost:5600");

    private final InputBucket bucket;
    private final Requests requests;

    private ActivityWatchSink(Builder builder) {
        this.bucket = InputBucket.of(builder.server, builder.hostname.orElseGet(SourceName::ofThisHost));
        this.requests = new Requests(builder.timeout);
    }

    /**
     * Starts the configuration of a sink.
     *
     * @param server the address of the server, without a path, for example {@link #LOCAL_SERVER}
     * @return a builder with the defaults
     * @throws IllegalArgumentException if it is not an http or https address of a host, or has a user or a path
     */
    public static Builder to(URI server) {
        return new Builder(InputBucket.checkServer(server));
    }

    @Override
    public String name() {
        return "activitywatch " + bucket.events();
    }

    @Override
    public void write(ActivityInterval interval) throws SinkException, InterruptedException {
        InputEvent event = InputEvent.of(interval);
        if (event.isEmpty()) {
            return;
        }
        try {
            if (!bucket.contains(event, requests)) {
                bucket.add(event, requests);
            }
        } finally {
            requests.endAttempt();
        }
    }

    /** Does nothing: each attempt releases what it used. */
    @Override
    public void close() {}

    /** The settings of an {@link ActivityWatchSink}. Each has a default. */
    public static final class Builder {
        /** The default of {@link #timeout}: {@value} seconds. */
        public static final int DEFAULT_TIMEOUT_SECONDS = 10;

        private final URI server;
        private Optional<String> hostname = Optional.empty();
        private Duration timeout = Duration.ofSeconds(DEFAULT_TIMEOUT_SECONDS);

        private Builder(URI server) {
            this.server = server;
        }

        /**
         * Sets the name of the machine in the name of the bucket. ActivityWatch shows the bucket together with those of its
         * other watchers if they use the same name.
         *
         * @param name the name; the default is the name of the host, which the other watchers use too
         * @return this builder
         * @throws IllegalArgumentException if it is empty, has more than 128 characters, a control character or a slash
         */
        public Builder hostname(String name) {
            if (name.contains("/")) {
                throw new IllegalArgumentException("hostname is '" + name + "'; it cannot contain a slash");
            }
            this.hostname = Optional.of(SourceName.check(name));
            return this;
        }

        /**
         * Sets the most time that one request may take.
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

        /** {@return a sink with these settings; the server need not run yet} */
        public ActivityWatchSink build() {
            return new ActivityWatchSink(this);
        }
    }
}

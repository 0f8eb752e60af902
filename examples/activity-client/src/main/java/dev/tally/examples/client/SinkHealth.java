package dev.tally.examples.client;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers, for each sink, when it last accepted an interval and why it does not accept one now.
 *
 * <p><b>Threads.</b> Any.
 */
final class SinkHealth {
    /**
     * The state of one sink.
     *
     * @param delivered when it last accepted an interval
     * @param failingSince when the attempts began to fail; empty if the last one did not fail
     * @param failure why the last attempt failed; empty if it did not fail
     */
    record State(Optional<Instant> delivered, Optional<Instant> failingSince, String failure) {
        static final State UNKNOWN = new State(Optional.empty(), Optional.empty(), "");
    }

    private final Map<String, State> states = new ConcurrentHashMap<>();

    /** Notes that a sink has accepted an interval. */
    void delivered(String sink) {
        states.put(sink, new State(Optional.of(Instant.now()), Optional.empty(), ""));
    }

    /** Notes that a sink has not accepted one. */
    void failed(String sink, String why) {
        states.compute(sink, (name, before) -> {
            State last = before == null ? State.UNKNOWN : before;
            Instant since = last.failingSince().orElseGet(Instant::now);
            return new State(last.delivered(), Optional.of(since), why);
        });
    }

    /** Returns the state of a sink. */
    State of(String sink) {
        return states.getOrDefault(sink, State.UNKNOWN);
    }
}

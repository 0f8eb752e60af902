package dev.tally.aggregation.simulation;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Delivers to a simulated server over a network that fails in each way that the http sink knows. */
final class SimulatedSink implements IntervalSink {
    private static final Duration PAUSE_FOR_A_PERSON = Duration.ofSeconds(30);
    private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(10);
    private static final List<Duration> PAUSES =
            List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(2));

    private final String name;
    private final SimulatedServer server;
    private final SimulatedTime time;
    private final RandomGenerator random;
    private final Consumer<String> trace;
    private final Weather weather;

    /** How one attempt ends. */
    enum Outcome {
        ACCEPTED,
        SLOW,
        DELIVERED_TWICE,
        REFUSED,
        RESET_BEFORE_COMMIT,
        RESET_AFTER_COMMIT,
        LOST_REQUEST,
        LOST_ANSWER,
        STATUS_408,
        STATUS_429,
        STATUS_500,
        STATUS_500_AFTER_COMMIT,
        STATUS_503,
        STATUS_401,
        BROKEN_SINK
    }

    /** The outcomes that are possible now. Changes with time. */
    static final class Weather {
        private static final List<List<Outcome>> KINDS = List.of(
                List.of(Outcome.ACCEPTED),
                List.of(Outcome.REFUSED),
                List.of(Outcome.ACCEPTED, Outcome.SLOW, Outcome.DELIVERED_TWICE),
                List.of(Outcome.STATUS_429, Outcome.STATUS_503, Outcome.STATUS_408, Outcome.ACCEPTED),
                List.of(Outcome.LOST_ANSWER, Outcome.RESET_AFTER_COMMIT, Outcome.STATUS_500_AFTER_COMMIT),
                List.of(Outcome.values()));

        private List<Outcome> possible = KINDS.get(0);

        void down() {
            possible = List.of(Outcome.REFUSED);
        }

        void clear() {
            possible = KINDS.get(0);
        }

        void change(RandomGenerator random) {
            possible = KINDS.get(random.nextInt(KINDS.size()));
        }
    }

    SimulatedSink(
            String name,
            SimulatedServer server,
            Weather weather,
            SimulatedTime time,
            RandomGenerator random,
            Consumer<String> trace) {
        this.name = name;
        this.server = server;
        this.weather = weather;
        this.time = time;
        this.random = random;
        this.trace = trace;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void write(ActivityInterval interval) throws SinkException, InterruptedException {
        Outcome outcome = weather.possible.get(random.nextInt(weather.possible.size()));
        trace.accept(name + ": " + interval.first() + "-" + interval.last() + " "
                + interval.counts().keyPresses() + " keys: " + outcome);
        switch (outcome) {
            case ACCEPTED -> commit(interval, latency());
            case SLOW -> commit(interval, TimeUnit.SECONDS.toNanos(9));
            case DELIVERED_TWICE -> {
                commit(interval, latency());
                time.after(random.nextLong(TIMEOUT * 6), () -> receiveAgain(interval));
            }
            case REFUSED -> throw new SinkException("no connection");
            case RESET_BEFORE_COMMIT -> fail(latency(), "reset");
            case RESET_AFTER_COMMIT -> failAfterCommit(interval, 0, "reset");
            case LOST_REQUEST -> fail(TIMEOUT, "no answer");
            case LOST_ANSWER -> failAfterCommit(interval, TIMEOUT, "no answer");
            case STATUS_408, STATUS_429, STATUS_500, STATUS_503 -> {
                pause(latency());
                throw refusal(outcome.name());
            }
            case STATUS_500_AFTER_COMMIT -> failAfterCommit(interval, 0, "500");
            case STATUS_401 -> {
                pause(latency());
                throw new SinkException("401", PAUSE_FOR_A_PERSON);
            }
            case BROKEN_SINK -> throw new IllegalStateException("broken on purpose");
        }
    }

    private SinkException refusal(String status) {
        return random.nextBoolean()
                ? new SinkException(status)
                : new SinkException(status, PAUSES.get(random.nextInt(PAUSES.size())));
    }

    private void commit(ActivityInterval interval, long tookNanos) throws SinkException, InterruptedException {
        try {
            pause(tookNanos);
        } catch (InterruptedException | SimulatedTime.Killed e) {
            if (random.nextBoolean()) { // the request is under way, although nobody waits for its answer
                time.after(random.nextLong(TIMEOUT), () -> receiveAgain(interval));
            }
            throw e;
        }
        receive(interval);
    }

    private void receive(ActivityInterval interval) throws SinkException {
        if (server.receive(interval) == SimulatedServer.Judgement.OVERLAPS) {
            trace.accept(name + ": " + interval.id() + " overlaps");
            throw new SinkException("409", PAUSE_FOR_A_PERSON);
        }
    }

    private void receiveAgain(ActivityInterval interval) {
        trace.accept(
                name + ": " + interval.first() + "-" + interval.last() + " arrives late: " + server.receive(interval));
    }

    private void failAfterCommit(ActivityInterval interval, long waitNanos, String why)
            throws SinkException, InterruptedException {
        commit(interval, latency());
        fail(waitNanos, why);
    }

    private void fail(long waitNanos, String why) throws SinkException, InterruptedException {
        pause(waitNanos);
        throw new SinkException(why);
    }

    private long latency() {
        return random.nextLong(TimeUnit.MILLISECONDS.toNanos(80));
    }

    private void pause(long nanos) throws InterruptedException {
        long until = time.nanos() + nanos;
        while (time.nanos() < until) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            time.park(until);
        }
    }

    @Override
    public void close() {}
}

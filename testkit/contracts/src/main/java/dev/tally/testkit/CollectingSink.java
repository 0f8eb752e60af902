package dev.tally.testkit;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A sink that remembers every write, with a receiver that recognises a repetition by its identity.
 *
 * <p>It answers by schedule: {@link #then} appends to it, and when it is used up the {@link #otherwise} answer is
 * given. It also checks that the caller keeps the rules of {@link IntervalSink}; {@link #violations} lists where it did
 * not.
 *
 * <p><b>Threads.</b> Any.
 */
public final class CollectingSink implements IntervalSink {
    private final String name;
    private final Queue<Answer> schedule = new ArrayDeque<>();
    private final List<ActivityInterval> attempts = new ArrayList<>();
    private final Map<Identity, ActivityInterval> received = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();
    private Answer otherwise = Answer.ACCEPT;
    private @Nullable Duration retryAfter;
    private @Nullable ActivityInterval unanswered;
    private final Map<UUID, Long> nextNumbers = new HashMap<>(); // by run; each begins with 1
    private boolean writing;
    private int closes;

    /** The outcome of a write. */
    public enum Answer {
        /** The receiver takes it and says so. */
        ACCEPT,
        /** The receiver does not take it. */
        REFUSE,
        /** The receiver takes it, but the answer is lost: for the caller that looks like REFUSE. */
        LOSE_ANSWER,
        /** The sink throws an unchecked exception. */
        BREAK,
        /** Nothing comes back until the caller interrupts. */
        HANG,
        /** Nothing comes back, whatever the caller does, until {@link #otherwise} is set anew. */
        HANG_HARD
    }

    private record Identity(UUID run, long first) {}

    /**
     * Creates a sink that accepts everything.
     *
     * @param name the name of the sink
     */
    public CollectingSink(String name) {
        this.name = name;
    }

    /**
     * Appends answers to the schedule.
     *
     * @param answers the answers to the next writes, in this order
     * @return this sink
     */
    public synchronized CollectingSink then(Answer... answers) {
        schedule.addAll(List.of(answers));
        return this;
    }

    /**
     * Sets the answer for when the schedule is used up, and ends hanging writes.
     *
     * @param answer the answer to each further write; {@link Answer#ACCEPT} at first
     * @return this sink
     */
    public synchronized CollectingSink otherwise(Answer answer) {
        otherwise = answer;
        notifyAll();
        return this;
    }

    /**
     * Makes refusals ask for a pause before the next attempt.
     *
     * @param pause the pause, as in {@link SinkException#retryAfter()}
     * @return this sink
     */
    public synchronized CollectingSink asking(Duration pause) {
        retryAfter = pause;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized void write(ActivityInterval interval) throws SinkException, InterruptedException {
        watch(interval);
        writing = true;
        try {
            attempts.add(interval);
            notifyAll();
            answer(interval, schedule.isEmpty() ? otherwise : schedule.remove());
        } finally {
            writing = false;
            notifyAll();
        }
    }

    private void watch(ActivityInterval interval) {
        if (writing) {
            violations.add(interval.id() + " written while another write was going on");
        }
        if (closes > 0) {
            violations.add(interval.id() + " written after close");
        }
        if (unanswered != null && !unanswered.equals(interval)) {
            violations.add(interval + " after the failed " + unanswered);
        }
        long due = nextNumbers.getOrDefault(interval.run(), 1L);
        if (unanswered == null && interval.first() != due) {
            violations.add(interval.id() + " where " + due + " was due");
        }
        unanswered = interval;
    }

    private void answer(ActivityInterval interval, Answer answer) throws SinkException, InterruptedException {
        switch (answer) {
            case ACCEPT -> {
                receive(interval);
                unanswered = null;
                nextNumbers.put(interval.run(), interval.last() + 1);
            }
            case REFUSE -> throw refusal("refused");
            case LOSE_ANSWER -> {
                receive(interval);
                throw refusal("no answer");
            }
            case BREAK -> throw new IllegalStateException("broken on purpose");
            case HANG -> {
                while (otherwise == Answer.HANG) {
                    wait();
                }
                throw refusal("hung");
            }
            case HANG_HARD -> hangHard();
        }
    }

    private void hangHard() throws SinkException {
        while (otherwise == Answer.HANG_HARD) {
            try {
                wait();
            } catch (InterruptedException e) {
                // this answer ignores interrupts on purpose
            }
        }
        throw refusal("hung");
    }

    private SinkException refusal(String why) {
        return retryAfter == null
                ? new SinkException(name + ": " + why)
                : new SinkException(name + ": " + why, retryAfter);
    }

    private void receive(ActivityInterval interval) {
        ActivityInterval before = received.putIfAbsent(new Identity(interval.run(), interval.first()), interval);
        if (before != null && !before.equals(interval)) {
            violations.add("received " + before + ", then " + interval);
        }
    }

    @Override
    public synchronized void close() {
        closes++;
        notifyAll();
    }

    /** {@return every write in order, including repetitions} */
    public synchronized List<ActivityInterval> attempts() {
        return List.copyOf(attempts);
    }

    /** {@return the intervals that the receiver has, each once} */
    public synchronized List<ActivityInterval> received() {
        return List.copyOf(received.values());
    }

    /** {@return the sum of the intervals that the receiver has} */
    public synchronized Counts total() {
        return received.values().stream().map(ActivityInterval::counts).reduce(Counts.NONE, Counts::plus);
    }

    /** {@return what the caller did that {@link IntervalSink} does not allow} */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** {@return how often the sink was closed} */
    public synchronized int closes() {
        return closes;
    }

    /**
     * Waits until a condition on this sink is true; it is checked after each write.
     *
     * @param condition the condition, evaluated with this sink locked
     * @return this sink
     * @throws InterruptedException if the thread is interrupted
     * @throws TimeoutException if the condition is still false after 30 s
     */
    public synchronized CollectingSink await(BooleanSupplier condition) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new TimeoutException(name + ": the condition was still false after 30 s; attempts " + attempts);
            }
            wait(left);
        }
        return this;
    }
}

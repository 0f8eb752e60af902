package dev.tally.aggregation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A clock that moves only when a test moves it, one awaited moment after the other.
 *
 * <p>{@link #advance} moves it from one awaited moment to the next, and at each waits until every thread of Tally is at rest
 * again: parked here, or waiting for something that is not time.
 */
public final class SteppedClock implements Clock {
    private static final long REAL_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Map<Thread, Bed> beds = new HashMap<>();
    private final Set<Thread> permits = new HashSet<>();
    private final Map<String, Integer> waits = new HashMap<>();
    private long nanos = TimeUnit.DAYS.toNanos(1);
    private Instant wall = Instant.parse("2026-03-01T12:00:00Z");

    private static final class Bed {
        private final long untilNanos;
        private boolean left;

        Bed(long untilNanos) {
            this.untilNanos = untilNanos;
        }
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized Instant now() {
        return wall;
    }

    @Override
    public synchronized void park(long untilNanos) {
        Thread me = Thread.currentThread();
        if (permits.remove(me) || me.isInterrupted() || untilNanos != FOREVER && untilNanos - nanos <= 0) {
            return;
        }
        waits.merge(me.getName(), 1, Integer::sum);
        Bed bed = new Bed(untilNanos);
        beds.put(me, bed);
        try {
            while (!bed.left) {
                wait();
            }
        } catch (InterruptedException e) {
            me.interrupt();
        } finally {
            beds.remove(me);
        }
    }

    @Override
    public synchronized void unpark(Thread thread) {
        Bed bed = beds.get(thread);
        if (bed == null || bed.left) {
            permits.add(thread);
        } else {
            bed.left = true;
            notifyAll();
        }
    }

    /** How often a thread of this name has begun to wait. */
    synchronized int waits(String threadName) {
        return waits.getOrDefault(threadName, 0);
    }

    /** Whether a thread of this name waits here with no moment to wake at. */
    synchronized boolean waitsWithoutTimer(String threadName) {
        return beds.entrySet().stream()
                .anyMatch(bed -> bed.getKey().getName().equals(threadName) && bed.getValue().untilNanos == FOREVER);
    }

    /** Sets the wall clock; {@link #nanoTime} stays as it is. */
    synchronized void setWall(Instant to) {
        wall = to;
    }

    /** Lets this much time pass. */
    public void advance(Duration time) {
        long target = nanoTime() + time.toNanos();
        awaitRest();
        for (OptionalLong next = nextUntil(target); next.isPresent(); next = nextUntil(target)) {
            moveTo(next.getAsLong());
            awaitRest();
        }
        moveTo(target);
        awaitRest();
    }

    private synchronized OptionalLong nextUntil(long target) {
        return beds.values().stream()
                .mapToLong(bed -> bed.untilNanos)
                .filter(until -> until != FOREVER && until - target <= 0)
                .min();
    }

    private synchronized void moveTo(long to) {
        long by = Math.max(0, to - nanos);
        nanos += by;
        wall = wall.plusNanos(by);
        for (Bed bed : beds.values()) {
            bed.left |= bed.untilNanos != FOREVER && bed.untilNanos - nanos <= 0;
        }
        notifyAll();
    }

    /** Waits, in real time, until all threads of Tally are at rest. */
    void awaitRest() {
        long deadline = System.nanoTime() + REAL_PATIENCE_NANOS;
        int quiet = 0;
        while (quiet < 2) { // two looks: between them nobody may have handed work to one that was seen at rest before
            quiet = isAtRest() ? quiet + 1 : 0;
            if (quiet == 0 && System.nanoTime() > deadline) {
                throw new AssertionError("no rest: " + states());
            }
            Thread.onSpinWait();
        }
    }

    private static String states() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tally-"))
                .map(thread -> thread.getName() + " " + thread.getState())
                .sorted()
                .toList()
                .toString();
    }

    private boolean isAtRest() {
        Thread[] all = new Thread[Thread.activeCount() + 10];
        int count = Thread.enumerate(all);
        for (int i = 0; i < count; i++) {
            Thread thread = all[i];
            if (thread.getName().startsWith("tally-") && thread != Thread.currentThread() && !isAtRest(thread)) {
                return false;
            }
        }
        return true;
    }

    private synchronized boolean isAtRest(Thread thread) {
        Bed bed = beds.get(thread);
        if (bed != null) {
            return !bed.left && !thread.isInterrupted();
        }
        Thread.State state = thread.getState();
        return state == Thread.State.TERMINATED
                || state == Thread.State.WAITING // a permit is used at its next wait
                        && !thread.isInterrupted(); // else it has not yet noticed the interrupt and will run
    }
}

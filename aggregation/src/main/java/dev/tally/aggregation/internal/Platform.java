package dev.tally.aggregation.internal;

import dev.tally.aggregation.Clock;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What a monitor takes from the machine: time, threads, chance, and the files of its spool. A simulation replaces all of it.
 *
 * @param clock tells the time and parks the threads
 * @param threads creates the threads
 * @param random spreads the pauses between attempts, one generator for each sink
 * @param runs gives each run its identity
 * @param files what the spool is written with
 */
public record Platform(
        Clock clock, Threads threads, Supplier<RandomGenerator> random, Supplier<UUID> runs, SpoolFiles files) {

    /** Creates threads. */
    public interface Threads {
        /** Returns a daemon thread that has not been started yet. */
        Thread create(String name, Runnable body);
    }

    /** Returns this machine, seen by another clock. */
    public static Platform of(Clock clock) {
        return new Platform(
                clock, Platform::daemon, SplittableRandom::new, UUID::randomUUID, SystemSpoolFiles.INSTANCE);
    }

    /** Returns this platform with another clock. */
    public Platform with(Clock other) {
        return new Platform(other, threads, random, runs, files);
    }

    private static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }
}

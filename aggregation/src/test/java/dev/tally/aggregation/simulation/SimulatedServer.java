package dev.tally.aggregation.simulation;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A receiver that keeps the contract of docs/delivery.md, in the simplest way: it remembers each number. An interval of
 * numbers that are all known changes nothing, one of which only some are known is refused.
 */
final class SimulatedServer {
    private final boolean checksIdentity;
    private final Map<UUID, List<ActivityInterval>> accepted = new HashMap<>();
    private final Map<UUID, Set<Long>> numbers = new HashMap<>();
    private final Database database;
    private int overlaps;

    /** What becomes of an interval. */
    enum Judgement {
        ADDED,
        REPEATED,
        OVERLAPS
    }

    /** Keeps what was accepted a second time, in another way. */
    interface Database {
        /** Keeps nothing. */
        Database NONE = interval -> {};

        /** Receives every interval, accepted or not. */
        void receive(ActivityInterval interval);
    }

    SimulatedServer(boolean checksIdentity, Database database) {
        this.checksIdentity = checksIdentity;
        this.database = database;
    }

    Judgement receive(ActivityInterval interval) {
        database.receive(interval);
        return judge(interval);
    }

    private Judgement judge(ActivityInterval interval) {
        Set<Long> known = numbers.computeIfAbsent(interval.run(), run -> new HashSet<>());
        List<Long> own = LongStream.rangeClosed(interval.first(), interval.last())
                .boxed()
                .toList();
        long alreadyAccepted =
                checksIdentity ? own.stream().filter(known::contains).count() : 0;
        if (alreadyAccepted == own.size()) {
            return Judgement.REPEATED;
        }
        if (alreadyAccepted > 0) {
            overlaps++;
            return Judgement.OVERLAPS;
        }
        known.addAll(own);
        accepted.computeIfAbsent(interval.run(), run -> new ArrayList<>()).add(interval);
        return Judgement.ADDED;
    }

    /** Returns what was counted of one run. */
    Counts sumOf(UUID run) {
        return accepted.getOrDefault(run, List.of()).stream()
                .map(ActivityInterval::counts)
                .reduce(Counts.NONE, Counts::plus);
    }

    /** Returns all that was counted. */
    Counts sum() {
        return accepted.keySet().stream().map(this::sumOf).reduce(Counts.NONE, Counts::plus);
    }

    /** Returns the intervals that were accepted. */
    Stream<ActivityInterval> accepted() {
        return accepted.values().stream().flatMap(List::stream);
    }

    /** Returns how many they are. */
    long intervals() {
        return accepted().count();
    }

    /** Returns how many numbers they have: the intervals before any were merged. */
    int numbers() {
        return numbers.values().stream().mapToInt(Set::size).sum();
    }

    int overlaps() {
        return overlaps;
    }
}

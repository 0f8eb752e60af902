package dev.tally.examples.server;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.encoding.JsonWriter;
import dev.tally.sink.store.CountNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes counts in the answers of the API, where every count has the name that it has in the rows of the summary. */
final class CountFields {
    private static final List<Count> ALL = List.of(Count.values());

    /** The counts by their names. */
    static final Map<String, Count> BY_NAME =
            Stream.of(Count.values()).collect(Collectors.toUnmodifiableMap(CountNames::of, count -> count));

    private CountFields() {}

    /** Writes every count as a member of the object that is open. */
    static void write(JsonWriter json, Counts counts) {
        for (Count count : ALL) {
            json.field(CountNames.of(count), counts.get(count));
        }
    }

    /** Returns the names of all counts for the first line of a CSV file. */
    static String csvHeader() {
        return ALL.stream().map(CountNames::of).collect(Collectors.joining(","));
    }

    /** Returns the counts in the order of {@link #csvHeader}. */
    static String csv(Counts counts) {
        return ALL.stream().map(count -> Long.toString(counts.get(count))).collect(Collectors.joining(","));
    }

    /** Adds counts; a sum stops at 2<sup>63</sup> − 1. */
    static Counts sum(Collection<Counts> all) {
        return Counts.of(
                count -> all.stream().mapToLong(counts -> counts.get(count)).reduce(0, CountFields::saturated));
    }

    /** Returns for each count its median over some days; 0 if there is no day. */
    static Counts median(List<Counts> days) {
        return days.isEmpty()
                ? Counts.NONE
                : Counts.of(count -> {
                    long[] sorted = days.stream()
                            .mapToLong(day -> day.get(count))
                            .sorted()
                            .toArray();
                    long low = sorted[(sorted.length - 1) / 2];
                    return low + (sorted[sorted.length / 2] - low) / 2;
                });
    }

    private static long saturated(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }
}

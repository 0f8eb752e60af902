package dev.tally.testkit;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/**
 * Counts and intervals for property tests: {@code @Domain(ActivityDomain.class)}.
 *
 * <p>It needs jqwik, which users add themselves. A list of intervals is one run, numbered from 1 without holes, in the order of time.
 */
public final class ActivityDomain extends DomainContextBase {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    /** The largest count that is generated: a million of them can be added without an overflow. */
    private static final long MOST = Long.MAX_VALUE / 1_000_000;

    /** Creates the domain; jqwik does this for {@code @Domain}. */
    public ActivityDomain() {}

    /**
     * Returns counts that are consistent: the whole detents are those of the wheel's rotation.
     *
     * @return an arbitrary of counts, mostly small, a tenth of them very large
     */
    @Provide
    public static Arbitrary<Counts> counts() {
        Arbitrary<Long> n = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(0L)),
                Tuple.of(6, Arbitraries.longs().between(0, 1000)),
                Tuple.of(1, Arbitraries.longs().between(0, MOST)));
        return n.array(long[].class).ofSize(Count.values().length).map(values -> {
            Counts counts = Counts.of(count -> values[count.ordinal()]);
            return counts.with(Count.SCROLL_DETENTS, counts.vertical120() / 120);
        });
    }

    /**
     * Returns single intervals, each of a run of its own.
     *
     * @return an arbitrary of intervals of at most two days
     */
    @Provide
    public static Arbitrary<ActivityInterval> intervals() {
        Arbitrary<Long> first = Arbitraries.longs().between(1, 1L << 40);
        Arbitrary<Integer> more = Arbitraries.integers().between(0, 1000);
        Arbitrary<Long> startMillis =
                Arbitraries.longs().between(0, Duration.ofDays(3650).toMillis());
        Arbitrary<Long> millis =
                Arbitraries.longs().between(0, Duration.ofDays(2).toMillis());
        return Combinators.combine(ids(), first, more, startMillis, millis, counts())
                .as((run, number, span, start, length, counts) -> {
                    Instant from = FROM.plusMillis(start);
                    return new ActivityInterval(run, number, number + span, from, from.plusMillis(length), counts);
                });
    }

    /**
     * Returns the intervals of one run, numbered from 1 without holes.
     *
     * @return an arbitrary of lists of at most 40 intervals of 30 seconds
     */
    @Provide
    public static Arbitrary<List<ActivityInterval>> runs() {
        return Combinators.combine(ids(), counts().list().ofMaxSize(40)).as(ActivityDomain::run);
    }

    private static List<ActivityInterval> run(UUID run, List<Counts> counts) {
        List<ActivityInterval> intervals = new ArrayList<>();
        Instant start = FROM;
        for (int i = 0; i < counts.size(); i++) {
            Instant end = start.plusSeconds(30);
            intervals.add(new ActivityInterval(run, i + 1, i + 1, start, end, counts.get(i)));
            start = end;
        }
        return intervals;
    }

    private static Arbitrary<UUID> ids() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    }
}

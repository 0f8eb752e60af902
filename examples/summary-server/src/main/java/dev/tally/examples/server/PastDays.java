package dev.tally.examples.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.store.ActivityQuery;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.BucketSize;
import dev.tally.sink.store.Contribution;
import dev.tally.sink.store.SourceActivity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads the days of a zone, and remembers those before yesterday, so that the total of a lifetime does not read every row
 * for each viewer and each change.
 *
 * <p>What is remembered is forgotten when this server adds counts to such a day, and after {@value #MINUTES} minutes, because
 * another server on the same database may have added some.
 *
 * <p><b>Threads.</b> Any.
 *
 * <p><b>Cost.</b> At most {@value #MOST_DAYS} days are remembered, of all zones and clients together, about 10 MB. Each zone and client
 * counts as {@value #DAYS_OF_KEY} days more. Nothing is remembered of a client that has no counts: a stranger may invent any number of names.
 */
final class PastDays {
    private static final int MINUTES = 10;
    private static final int MOST_DAYS = 50_000;
    /** Key, map and entry take the memory of some days, and the name of a client as much again. */
    private static final int DAYS_OF_KEY = 6;
    /** What is younger is of today or yesterday in every zone: no day of a zone is shorter than 23 hours. */
    private static final Duration RECENT = Duration.ofHours(22);

    private record Key(ZoneId zone, Optional<String> client, LocalDate today, long version) {}

    private final ActivityQuery store;
    private final Clock clock;
    private final AtomicLong version = new AtomicLong();
    private final Cache<Key, NavigableMap<LocalDate, Counts>> remembered = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofMinutes(MINUTES))
            .maximumWeight(MOST_DAYS)
            .weigher((Key key, NavigableMap<LocalDate, Counts> days) -> DAYS_OF_KEY + days.size())
            .build();

    PastDays(ActivityQuery store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Forgets what is remembered if these counts, which were added, may belong to it. */
    void added(Contribution contribution) {
        if (contribution instanceof Contribution.Identified identified
                && identified.interval().start().isBefore(clock.instant().minus(RECENT))) {
            forget();
        }
    }

    /** Forgets what is remembered. */
    void forget() {
        version.incrementAndGet();
    }

    /** Reads the totals of a client, or of all of them, as people in this zone see them now. */
    DayTotals totals(Optional<String> client, ZoneId zone) throws SinkException {
        Instant now = clock.instant();
        return new DayTotals(store, client, zone, now, read(client, zone, now));
    }

    /** Returns the days up to now that have counts, of one client or of all together. */
    private NavigableMap<LocalDate, Counts> read(Optional<String> client, ZoneId zone, Instant now)
            throws SinkException {
        LocalDate today = now.atZone(zone).toLocalDate();
        Key key = new Key(
                zone, client, today, version.get()); // read before the store: a later change has another version
        Instant yesterday = today.minusDays(1).atStartOfDay(zone).toInstant();
        NavigableMap<LocalDate, Counts> past = remembered.getIfPresent(key);
        if (past == null) {
            past = readPast(key, yesterday);
        }
        NavigableMap<LocalDate, Counts> days = new TreeMap<>(past);
        days.putAll(days(client, zone, yesterday, now));
        return days;
    }

    private NavigableMap<LocalDate, Counts> readPast(Key key, Instant yesterday) throws SinkException {
        Optional<Instant> first = store.sources().stream()
                .filter(source -> key.client.isEmpty() || key.client.get().equals(source.name()))
                .map(SourceActivity::first)
                .min(Comparator.naturalOrder());
        if (first.isEmpty()) {
            return Collections.emptyNavigableMap();
        }
        NavigableMap<LocalDate, Counts> past =
                Collections.unmodifiableNavigableMap(days(key.client, key.zone, first.get(), yesterday));
        remembered.put(key, past);
        return past;
    }

    private NavigableMap<LocalDate, Counts> days(Optional<String> client, ZoneId zone, Instant from, Instant to)
            throws SinkException {
        NavigableMap<LocalDate, Counts> days = new TreeMap<>();
        if (from.isBefore(to)) {
            BucketQuery query = new BucketQuery(from, to, BucketSize.DAY, zone, client, false);
            for (Bucket day : store.buckets(query)) {
                days.put(day.start().atZone(zone).toLocalDate(), day.counts());
            }
        }
        return days;
    }
}

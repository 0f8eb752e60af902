package dev.tally.examples.client;

import dev.tally.aggregation.Backlog;
import dev.tally.aggregation.Ledger;
import dev.tally.aggregation.MonitorSnapshot;
import dev.tally.aggregation.RecentCounts;
import dev.tally.sink.Counts;
import dev.tally.sink.SampleLedger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Snapshots of a monitor that reads a keyboard and a pointer, for tests of what is shown. */
final class Snapshots {
    static final Instant STARTED = Instant.parse("2026-04-07T08:00:00Z");
    static final Instant WAITING_SINCE = Instant.parse("2026-04-07T09:30:00Z");

    private Snapshots() {}

    /** A snapshot in which one interval waits for each sink, and a live sink has lost a sample. */
    static MonitorSnapshot of(Counts seen, List<Ledger> ledgers, Optional<Path> spool) {
        return new MonitorSnapshot(
                new UUID(0, 1),
                Optional.empty(),
                true,
                false,
                1,
                1,
                seen,
                new RecentCounts(STARTED, STARTED, seen, Counts.NONE),
                ledgers,
                ledgers.stream()
                        .map(ledger -> new Backlog(ledger.sink(), 1, Optional.of(WAITING_SINCE)))
                        .toList(),
                List.of(new SampleLedger("mcap /tmp", 9, 6, 2, Map.of("disk full", 1L))),
                spool);
    }
}

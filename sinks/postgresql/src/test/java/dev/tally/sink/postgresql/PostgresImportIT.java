package dev.tally.sink.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.sqlite.SqliteFiles;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.BucketQuery;
import dev.tally.sink.store.BucketSize;
import dev.tally.sink.store.Contribution;
import dev.tally.sink.store.LogEntry;
import dev.tally.testkit.fixtures.ManualClock;
import dev.tally.testkit.fixtures.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The counts of a file arrive in PostgreSQL once, also when the import is interrupted. */
class PostgresImportIT {
    private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
    private static final UUID RUN = new UUID(1, 2);
    private static final Duration RETENTION = Duration.ofDays(30);

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(START);
    private final List<String> lines = new ArrayList<>();

    @Test
    void anInterruptedImportGoesOnAndCountsEverythingOnce() throws Exception {
        Path file = directory.resolve("a.db");
        Contribution last = fill(file);
        try (PostgresServer server = PostgresServer.start()) {
            String url = server.createDatabase("imported");
            assertThrows(
                    IllegalStateException.class,
                    () -> run(file, url, server, line -> {
                        if (line.equals("activity_summaries: 5000 rows")) {
                            throw new IllegalStateException("killed");
                        }
                    }));
            SinkException unfinished = assertThrows(SinkException.class, () -> open(url, server));
            assertTrue(String.valueOf(unfinished.getMessage()).contains("not finished"), unfinished.getMessage());
            run(file, url, server, lines::add);
            assertEquals("activity_summaries: goes on after 5000 rows", lines.get(0));
            assertTrue(lines.contains("the import is finished"), lines.toString());

            try (SqliteStore from = SqliteStore.open(file, clock, RETENTION, notice -> {});
                    ActivityStore to = open(url, server)) {
                for (BucketSize size : BucketSize.values()) {
                    BucketQuery query = BucketQuery.of(START, clock.instant(), size)
                            .in(ZoneId.of("Asia/Kathmandu"))
                            .apart();
                    assertEquals(from.buckets(query), to.buckets(query), size.toString());
                }
                assertEquals(from.summary(Duration.ofDays(14)), to.summary(Duration.ofDays(14)));
                assertEquals(from.sources(), to.sources());
                assertEquals(List.of(Acceptance.REPEATED), to.record(List.of(last)), "identities are moved too");
                assertEquals(42, to.position("a/0"));
            }
        }
    }

    @Test
    void aFileThatHasChangedSinceIsRefused() throws Exception {
        Path file = directory.resolve("a.db");
        fill(file);
        try (PostgresServer server = PostgresServer.start()) {
            String url = server.createDatabase("imported");
            assertThrows(
                    IllegalStateException.class,
                    () -> run(file, url, server, line -> {
                        throw new IllegalStateException("killed");
                    }));
            try (SqliteStore store = SqliteStore.open(file, clock, RETENTION, notice -> {})) {
                store.record(List.of(new Contribution.Anonymous("", keys(1))));
            }
            SinkException failure = assertThrows(SinkException.class, () -> run(file, url, server, lines::add));
            assertTrue(String.valueOf(failure.getMessage()).contains("was written to since"), failure.getMessage());
        }
    }

    /** Records forty days, so that a part of it is quarter hours only; returns the last interval. */
    private Contribution fill(Path file) throws Exception {
        Contribution last = new Contribution.Anonymous("", keys(0));
        try (SqliteStore store = SqliteStore.open(file, clock, RETENTION, notice -> {})) {
            for (int i = 1; i <= 480; i++) {
                clock.advance(Duration.ofHours(2));
                Instant end = clock.instant();
                last = new Contribution.Identified(
                        i % 3 == 0 ? "lap" : "desk",
                        new ActivityInterval(RUN, i, i, end.minusSeconds(7000), end, keys(i)));
                store.record(List.of(last));
            }
            store.recordFromLogs(
                    List.of(new LogEntry("a/0", 41, clock.instant(), new Contribution.Anonymous("", keys(0)))));
            store.prune();
        }
        return last;
    }

    private static void run(Path file, String url, PostgresServer server, java.util.function.Consumer<String> progress)
            throws Exception {
        try (Connection source = SqliteFiles.connectToRead(file)) {
            PostgresImport.run(source, file.toString(), url, server.user(), server.password(), progress);
        }
    }

    private ActivityStore open(String url, PostgresServer server) throws SinkException {
        return PostgresStore.open(url, server.user(), server.password(), clock, RETENTION, notice -> {});
    }

    private static Counts keys(long keys) {
        return Counts.NONE.with(Count.KEY_PRESSES, keys);
    }
}

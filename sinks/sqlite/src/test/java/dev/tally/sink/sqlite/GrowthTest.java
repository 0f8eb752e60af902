package dev.tally.sink.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A database grows by its quarter hours only; {@code -Dtally.full=true} simulates ten years of a hundred clients. */
class GrowthTest extends StoreFixture {
    private static final boolean FULL = Boolean.getBoolean("tally.full");
    private static final int CLIENTS = FULL ? 100 : 4;
    private static final int DAYS = FULL ? 3650 : 200;
    private static final int QUARTERS_PER_DAY = 32;
    private static final int MOST_BYTES_PER_QUARTER = 120;

    @Test
    void afterTheRetentionOnlyQuarterHoursAreAdded() throws Exception {
        Instant start = clock.instant();
        try (ActivityStore store = open()) {
            long early = 0;
            for (int day = 1; day <= DAYS; day++) {
                clock.advance(Duration.ofDays(1));
                store.record(workDay(day));
                if (day == 60) {
                    early = Files.size(file);
                }
            }
            store.prune();
            long rows = number("SELECT count(*) FROM activity_summaries");
            assertTrue(rows <= 32L * CLIENTS * QUARTERS_PER_DAY * 3, rows + " rows of five minutes");
            long bytes = Files.size(file) - early;
            long quarters = (DAYS - 60L) * CLIENTS * QUARTERS_PER_DAY;
            assertTrue(bytes < quarters * MOST_BYTES_PER_QUARTER, bytes + " bytes for " + quarters + " quarter hours");
            assertEquals(
                    96L * 10 * CLIENTS * DAYS,
                    store.total(start, clock.instant(), Optional.empty()).keyPresses());
        }
    }

    /** Eight hours that end now, ten key presses in each five minutes. */
    private List<Contribution> workDay(int day) {
        List<Contribution> batch = new ArrayList<>();
        Instant end = BUCKET.plus(Duration.ofDays(day));
        for (int client = 0; client < CLIENTS; client++) {
            batch.add(new Contribution.Identified(
                    "client-" + client,
                    new ActivityInterval(
                            new UUID(7, client), day, day, end.minus(Duration.ofHours(8)), end, keys(960))));
        }
        return batch;
    }
}

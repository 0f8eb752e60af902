package dev.tally.sink.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A file of the older program is served, migrated, and still that program's. */
class OriginalDatabaseTest extends StoreFixture {

    @Test
    void aDatabaseOfTheOriginalIsServedAsItWas() throws Exception {
        sql(
                ORIGINAL,
                ORIGINAL_INSERT + row(NOW.minusSeconds(600), 1, 2, 3, 4, 5),
                ORIGINAL_INSERT + row(NOW, 1, 2, 3, 4, 5),
                ORIGINAL_INSERT + row(NOW.minusSeconds(1), 10, 20, 30, 40, 50));

        try (ActivityStore store = open()) {
            assertEquals(
                    List.of(
                            new Bucket(BUCKET.minusSeconds(600), "", original(1, 2, 3, 4, 5)),
                            new Bucket(BUCKET, "", original(11, 22, 33, 44, 55))),
                    store.summary(ALL));
            store.record(List.of(new Contribution.Anonymous("", original(100, 200, 300, 400, 500))));
            assertEquals(
                    new Bucket(BUCKET, "", original(111, 222, 333, 444, 555)),
                    store.summary(ALL).get(1));
        }
        assertEquals(4, number("SELECT count(*) FROM activity_summaries"));
    }

    @Test
    void theOriginalCanGoOnWithAMigratedFileWhileItIsOpen() throws Exception {
        sql(ORIGINAL);
        try (ActivityStore store = open()) {
            store.record(List.of(interval("desk", 1, NOW.minusSeconds(30), NOW, original(1, 2, 3, 4, 5))));
            sql(ORIGINAL_INSERT + row(NOW, 10, 20, 30, 40, 50));
            store.record(List.of(interval("desk", 2, NOW.minusSeconds(30), NOW, original(1, 2, 3, 4, 5))));

            assertEquals(List.of(new Bucket(BUCKET, "", original(12, 24, 36, 48, 60))), store.summary(ALL));
        }
        assertEquals(
                48,
                number("SELECT sum(kp) FROM activity_summaries WHERE received_at_ms / 300000 * 300000 = "
                        + BUCKET.toEpochMilli()));
    }

    @Test
    void migratingTwiceChangesNothing() throws Exception {
        sql(ORIGINAL, ORIGINAL_INSERT + row(NOW, 1, 2, 3, 4, 5));
        open().close();
        String once = text("SELECT group_concat(sql, ';') FROM sqlite_schema");
        open().close();

        assertEquals(once, text("SELECT group_concat(sql, ';') FROM sqlite_schema"));
        assertEquals(1, number("SELECT count(*) FROM activity_summaries"));
    }

    @Test
    void garbageOfTheOriginalIsServedAsNothing() throws Exception {
        sql(
                ORIGINAL,
                ORIGINAL_INSERT + "(" + NOW.toEpochMilli() + ", 9e999, -5, 'x', 1.5, 7)",
                ORIGINAL_INSERT + "(" + NOW.toEpochMilli() + ", 1, 1, 1, 1, 1e19)");

        try (ActivityStore store = open()) {
            assertEquals(List.of(new Bucket(BUCKET, "", original(1, 1, 1, 1, 7))), store.summary(ALL));
        }
    }
}

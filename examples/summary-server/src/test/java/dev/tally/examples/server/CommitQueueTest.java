package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Bucket;
import dev.tally.sink.store.Contribution;
import dev.tally.testkit.fixtures.Eventually;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CommitQueueTest {
    private static final Contribution ONE = new Contribution.Anonymous("", Counts.NONE.with(Count.KEY_PRESSES, 1));

    @TempDir
    private Path directory;

    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Ingest.Outcome outcome = new Ingest.Outcome() {
        @Override
        public void committed(Acceptance acceptance) {
            committed.incrementAndGet();
        }

        @Override
        public void queued() {
            throw new AssertionError("a queue of commits tells when it has committed");
        }

        @Override
        public void failed(Reply reply) {
            failed.incrementAndGet();
        }
    };

    @Test
    void aFullQueueRefusesAndEveryOutcomeIsToldOnce() throws Exception {
        long taken = 0;
        try (ActivityStore store = SqliteStore.open(directory.resolve("a.db"));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.db"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE"); // the thread that commits waits for this
            CommitQueue queue = new CommitQueue(store, Runnable::run);
            while (queue.offer(ONE, outcome)) {
                taken++;
            }
            statement.execute("ROLLBACK");
            queue.close();

            assertTrue(taken >= CommitQueue.CAPACITY, taken + " were taken");
            assertEquals(taken, committed.get() + failed.get());
            assertEquals(committed.get(), keys(store));
            assertTrue(committed.get() >= CommitQueue.CAPACITY, committed + " were committed");
            assertFalse(queue.offer(ONE, outcome), "closed");
        }
    }

    @Test
    void closingCommitsWhatIsQueued() throws Exception {
        try (ActivityStore store = SqliteStore.open(directory.resolve("a.db"))) {
            CommitQueue queue = new CommitQueue(store, Runnable::run);
            for (int i = 0; i < 5000; i++) {
                assertTrue(queue.offer(ONE, outcome));
            }
            queue.close();

            assertEquals(5000, committed.get());
            assertEquals(5000, keys(store));
        }
    }

    @Test
    void aBatchThatFailsIsToldToHaveFailed() throws Exception {
        ActivityStore store = SqliteStore.open(directory.resolve("a.db"));
        CommitQueue queue = new CommitQueue(store, Runnable::run);
        store.close();
        assertTrue(queue.offer(ONE, outcome));
        queue.close();

        assertEquals(1, failed.get());
        assertFalse(queue.isHealthy());
    }

    @Test
    void anErrorCostsOneBatchAndNotTheThread() throws Exception {
        try (ActivityStore store = SqliteStore.open(directory.resolve("a.db"))) {
            AtomicInteger told = new AtomicInteger();
            CommitQueue queue = new CommitQueue(store, task -> {
                if (told.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("for a test");
                }
                task.run();
            });
            assertTrue(queue.offer(ONE, outcome));
            Eventually.isTrue("the first batch is committed", () -> queue.commits() == 1);
            assertTrue(queue.offer(ONE, outcome));
            queue.close();

            assertEquals(1, committed.get());
            assertEquals(2, keys(store));
        }
    }

    private static long keys(ActivityStore store) throws Exception {
        long sum = 0;
        for (Bucket bucket : store.summary(Duration.ofDays(14))) {
            sum += bucket.counts().keyPresses();
        }
        return sum;
    }
}

package dev.tally.sink.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import dev.tally.testkit.ActivityStoreContract;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of a store, on a real PostgreSQL, and what only a server can do. */
class PostgresStoreIT extends ActivityStoreContract {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static PostgresServer server;

    private String url;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void createDatabase() throws Exception {
        url = server.createDatabase("test" + DATABASES.incrementAndGet());
    }

    @Override
    protected ActivityStore open(Clock time, Duration retention) throws Exception {
        return PostgresStore.open(url, server.user(), server.password(), time, retention, notice -> {});
    }

    /** The moment that matters is short: so they start several times, each time with an empty database. */
    @Test
    void storesThatMigrateAtTheSameTimeTakeTurns() throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            for (int start = 0; start < 10; start++) {
                createDatabase();
                openFourAtOnce(executor);
                try (ActivityStore store = open(Clock.systemUTC(), Duration.ofDays(30))) {
                    assertEquals(4, keys(store));
                }
            }
        }
    }

    private void openFourAtOnce(ExecutorService executor) throws Exception {
        Callable<Long> openAndRecord = () -> {
            try (ActivityStore store = open(Clock.systemUTC(), Duration.ofDays(30))) {
                store.record(List.of(one()));
                return keys(store);
            }
        };
        List<Future<Long>> results =
                executor.invokeAll(Stream.generate(() -> openAndRecord).limit(4).toList());
        for (Future<Long> result : results) {
            assertTrue(result.get() >= 1);
        }
    }

    @Test
    void aServerThatCrashesLosesNothingThatWasAcknowledged() throws Exception {
        try (ActivityStore store = open(Clock.systemUTC(), Duration.ofDays(30))) {
            store.record(List.of(one()));
            server.stop();
            SinkException failure = assertThrows(SinkException.class, () -> store.record(List.of(one())));
            assertFalse(String.valueOf(failure.getMessage()).contains(server.password()), failure.getMessage());
            assertThrows(SinkException.class, store::check);
            server.resume();
            store.record(List.of(one()));

            assertEquals(2, keys(store));
        }
    }

    /** Another server has written and not yet committed: what comes meanwhile waits for it, and does not fail. */
    @Test
    void removingAndAddingWaitForAnotherServerThatWrites() throws Exception {
        try (ActivityStore store = open(Clock.systemUTC(), Duration.ofDays(30))) {
            store.record(List.of(one()));
            Instant end = Instant.now().plus(Duration.ofDays(1));

            assertEquals(1L, duringAnotherTransaction(() -> store.remove(Instant.EPOCH, end, Optional.empty())));
            duringAnotherTransaction(() -> store.record(List.of(one())));

            assertEquals(1, keys(store));
        }
    }

    /** Does something that has to wait for the transaction of another server, and commits that once it waits. */
    private <T> T duringAnotherTransaction(Callable<T> task) throws Exception {
        try (Connection other = DriverManager.getConnection(url, server.user(), server.password());
                Connection watching = DriverManager.getConnection(url, server.user(), server.password());
                ExecutorService executor = Executors.newSingleThreadExecutor()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.executeUpdate("UPDATE activity_state SET version = version + 1");
            }
            Future<T> result = executor.submit(task);
            Eventually.isTrue("it waits for the other transaction", () -> result.isDone() || isWaiting(watching));
            other.commit();
            return result.get();
        }
    }

    private static boolean isWaiting(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")) {
            return row.next() && row.getLong(1) > 0;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDatabaseThatCannotBeReachedIsSaidToBe() {
        SinkException failure = assertThrows(
                SinkException.class,
                () -> PostgresStore.open(
                        "jdbc:postgresql://127.0.0.1:1/none",
                        "tally",
                        "secret-word",
                        Clock.systemUTC(),
                        Duration.ofDays(30),
                        notice -> {}));
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("postgresql://127.0.0.1:1/none"), message);
        assertFalse(message.contains("secret-word"), message);
    }

    private static Contribution one() {
        return new Contribution.Anonymous("", Counts.NONE.with(Count.KEY_PRESSES, 1));
    }

    private static long keys(ActivityStore store) throws SinkException {
        return store.summary(Duration.ofDays(14)).stream()
                .mapToLong(bucket -> bucket.counts().keyPresses())
                .sum();
    }
}

package dev.tally.aggregation.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.SinkException;
import dev.tally.sink.store.Bucket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The server is away for a day, and what was typed meanwhile lands in the five minutes in which it was typed. */
@Timeout(120)
class DayOfflineTest {
    private static final int BUCKETS_OF_A_DAY = 288;

    @RegisterExtension
    private final CapturedLog log = new CapturedLog();

    @TempDir
    private Path directory;

    private final List<SqliteDatabase> databases = new ArrayList<>();
    private final Map<Instant, Long> typed = new TreeMap<>();

    @AfterEach
    void close() {
        databases.forEach(SqliteDatabase::close);
    }

    @Test
    void everyCountIsInTheBucketOfItsOwnTime() throws Exception {
        SimulatedClient client = client();
        client.weather.down();
        typeForADay(client);
        client.weather.clear();
        client.sleep(Duration.ofMinutes(3));
        assertEquals(0, client.pending().keyPresses());
        assertEquals(typed, inDatabase());
        assertTrue(client.server.numbers() > client.server.intervals() + 400, "too few were merged");
        client.close();
    }

    /** A kill in the middle takes nothing that is older than a second. */
    @Test
    void aClientThatIsKilledAndStartedMeanwhileChangesNothing() throws Exception {
        SimulatedClient client = client();
        client.weather.down();
        typeForADay(client);
        client.sleep(Duration.ofSeconds(2));
        client.kill();
        client.start();
        client.sleep(Duration.ofHours(1));
        client.weather.clear();
        client.sleep(Duration.ofMinutes(3));
        client.close();
        assertEquals(typed, inDatabase());
    }

    private SimulatedClient client() {
        return new SimulatedClient(time -> {
            databases.add(new SqliteDatabase(directory.resolve("server.db"), time));
            return databases.get(0);
        });
    }

    /** Types four times in every five minutes, each time another number of keys. */
    private void typeForADay(SimulatedClient client) {
        for (int i = 0; i < BUCKETS_OF_A_DAY; i++) {
            Instant bucket = client.time.now();
            for (int burst = 1; burst <= 4; burst++) {
                client.sleep(Duration.ofSeconds(20));
                int keys = 1 + (i * 7 + burst * burst) % 19;
                client.type(keys);
                typed.merge(bucket, (long) keys, Long::sum);
                client.sleep(Duration.ofSeconds(40));
            }
            client.sleep(Duration.between(client.time.now(), bucket.plus(Bucket.LENGTH)));
        }
    }

    private Map<Instant, Long> inDatabase() throws SinkException {
        Map<Instant, Long> buckets = new TreeMap<>();
        for (Bucket bucket : databases.get(0).buckets()) {
            buckets.put(bucket.start(), bucket.counts().keyPresses());
        }
        buckets.values().removeIf(keys -> keys == 0);
        return buckets;
    }
}

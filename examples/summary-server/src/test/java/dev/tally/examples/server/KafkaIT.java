package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.SinkException;
import dev.tally.sink.sqlite.SqliteStore;
import dev.tally.sink.store.ActivityStore;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.FreePort;
import dev.tally.testkit.fixtures.KafkaBroker;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Posts go through a real broker into the database, and each counts once. */
@Timeout(120)
@SuppressWarnings("try") // a reader reads by itself
class KafkaIT {
    private static final Map<String, String> PATIENT = Map.of("session.timeout.ms", "6000");
    /** A broker that is away is noticed sooner than in earnest. */
    private static final Map<String, String> IMPATIENT = Map.of(
            "request.timeout.ms", "800",
            "delivery.timeout.ms", "1500",
            "max.block.ms", "800",
            "default.api.timeout.ms", "1000",
            "session.timeout.ms", "6000");

    private static KafkaBroker broker;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = KafkaBroker.start(Files.createTempDirectory(Path.of("target"), "kafka"));
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    /** A reader on a thread of its own, with a store of its own. */
    private final class Reading implements AutoCloseable {
        private final ActivityStore store;
        private final KafkaReader reader;
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        Reading(KafkaSettings kafka, Path database) throws SinkException {
            store = SqliteStore.open(database);
            reader = new KafkaReader(kafka, store);
            Thread.ofPlatform().start(() -> {
                try {
                    reader.run();
                    end.complete(null);
                } catch (SinkException | RuntimeException e) {
                    end.completeExceptionally(e);
                }
            });
        }

        @Override
        public void close() {
            reader.close();
            end.join();
            store.close();
        }
    }

    @Test
    void whatIsPostedIsAddedOnceByReadersThatFollowEachOther() throws Exception {
        KafkaSettings kafka = topic(3, PATIENT);
        Path database = directory.resolve("a.db");
        try (RunningServer server = RunningServer.throughKafka(database, kafka)) {
            try (Reading one = new Reading(kafka, database)) {
                for (int i = 1; i <= 60; i++) {
                    assertEquals(200, server.postWithKey(interval(i % 5, i)).statusCode());
                    assertEquals(200, server.postWithKey(interval(i % 5, i)).statusCode(), "a repeated interval");
                }
                assertEquals(
                        200,
                        server.postWithKey("{\"summary\":{\"total_kp\":1000}}").statusCode());
                Eventually.isTrue("all is added", () -> keys(server) == 1060);
            }
            for (int i = 61; i <= 100; i++) {
                assertEquals(200, server.postWithKey(interval(i % 5, i)).statusCode());
            }
            assertEquals(1060, keys(server), "no reader, and yet the posts are acknowledged");
            try (Reading two = new Reading(kafka, database);
                    Reading three = new Reading(kafka, database)) {
                Eventually.isTrue("the rest is added", () -> keys(server) >= 1100);
            }
            assertEquals(1100, keys(server));
            assertTrue(server.get("/metrics").body().contains("tally_posts_total{outcome=\"queued\"} 161.0\n"));
        }
    }

    @Test
    void whereNoBrokerAnswersPostsAreRefused() throws Exception {
        KafkaSettings nobody = new KafkaSettings("127.0.0.1:" + FreePort.find(), "t", "tally", IMPATIENT);
        try (RunningServer server = RunningServer.throughKafka(directory.resolve("a.db"), nobody)) {
            assertRefused(server.postWithKey(interval(0, 1)));
            assertEquals(503, server.get("/health").statusCode());
            assertEquals(0, keys(server), "what is there can be read");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "tally.full", matches = "true", disabledReason = "only with -Dtally.full=true")
    void whenABrokerIsBackPostsAreTakenAgain() throws Exception {
        KafkaSettings kafka = topic(1, IMPATIENT);
        Path database = directory.resolve("a.db");
        try (RunningServer server = RunningServer.throughKafka(database, kafka);
                Reading reading = new Reading(kafka, database)) {
            assertEquals(200, server.postWithKey(interval(0, 1)).statusCode());
            broker.kill();
            try {
                assertRefused(server.postWithKey(interval(0, 2)));
                assertEquals(503, server.get("/health").statusCode());
                long before = System.nanoTime();
                assertRefused(server.postWithKey(interval(0, 2)));
                assertTrue(System.nanoTime() - before < 500_000_000, "the next one is refused at once");
            } finally {
                broker.restart();
            }
            Eventually.isTrue("it is healthy again", () -> status(server, "/health") == 200);
            // Kafka's client waits up to a second before it connects again, longer than a post may wait here
            Eventually.isTrue("a post is taken again", () -> isTaken(server, interval(0, 2)));
            Eventually.isTrue("both are added", () -> keys(server) == 2);
        }
    }

    @Test
    void whatIsNoPayloadIsSkippedAndATopicThatIsCreatedAnewIsReadFromItsStart() throws Exception {
        KafkaSettings kafka = topic(1, PATIENT);
        Path database = directory.resolve("a.db");
        try (RunningServer server = RunningServer.throughKafka(database, kafka)) {
            try (Reading reading = new Reading(kafka, database)) {
                put(kafka, "nonsense", "", interval(0, 1));
                Eventually.isTrue("the payload is added", () -> keys(server) == 1);
            }
            try (Admin admin = Admin.create(kafka.admin())) {
                admin.deleteTopics(List.of(kafka.topic())).all().get();
                Eventually.isTrue("the topic is gone", () -> create(admin, kafka.topic()));
            }
            put(kafka, interval(0, 2));
            try (Reading reading = new Reading(kafka, database)) {
                Eventually.isTrue("entry 0 of the new topic is added", () -> keys(server) == 2);
            }
        }
    }

    @Test
    void aTopicThatIsNotThereIsExplained() {
        KafkaSettings kafka = new KafkaSettings(broker.servers(), "missing", "tally", PATIENT);
        SinkException failure = assertThrows(SinkException.class, () -> KafkaTopic.id(kafka));
        assertTrue(String.valueOf(failure.getMessage()).contains("there is no such topic; create it: kafka-topics.sh"));
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertEquals(503, answer.statusCode());
        assertEquals("{\"error\":\"broker_unavailable\"}", answer.body());
        assertEquals("5", answer.headers().firstValue("Retry-After").orElse(""));
    }

    private static KafkaSettings topic(int partitions, Map<String, String> settings) throws Exception {
        String name = "t" + UUID.randomUUID();
        KafkaSettings kafka = new KafkaSettings(broker.servers(), name, "tally", settings);
        try (Admin admin = Admin.create(kafka.admin())) {
            create(admin, name, partitions);
        }
        return kafka;
    }

    private static boolean create(Admin admin, String name) {
        try {
            create(admin, name, 1);
            return true;
        } catch (ExecutionException e) {
            return false; // the topic before is not deleted yet
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void create(Admin admin, String name, int partitions)
            throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                .all()
                .get();
    }

    private static void put(KafkaSettings kafka, String... values) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka.producer(), new StringSerializer(), new ByteArraySerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(kafka.topic(), value.getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    private static String interval(int client, int number) {
        long now = System.currentTimeMillis();
        return "{\"source\":\"client-" + client + "\",\"run\":\"" + new UUID(8, client) + "\",\"first\":" + number
                + ",\"last\":" + number + ",\"start_ms\":" + (now - 10) + ",\"end_ms\":" + now
                + ",\"summary\":{\"total_kp\":1}}";
    }

    private static long keys(RunningServer server) {
        try {
            return server.sum("kp");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isTaken(RunningServer server, String body) {
        try {
            return server.postWithKey(body).statusCode() == 200;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static int status(RunningServer server, String path) {
        try {
            return server.get(path).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.KafkaBroker;
import dev.tally.testkit.fixtures.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Several servers on one PostgreSQL while programs are killed under load: every interval counts once. */
@Timeout(240)
class SeveralServersIT {
    @TempDir
    private Path directory;

    @Test
    void aServerThatIsKilledLosesAndDoublesNothing() throws Exception {
        try (PostgresServer postgres = PostgresServer.start()) {
            Map<String, String> environment = environment(postgres);
            try (ServerProcess one = new ServerProcess(directory, environment);
                    ServerProcess two = new ServerProcess(directory, environment);
                    PostingClients clients = new PostingClients(List.of(one.uri("/frames"), two.uri("/frames")), 100)) {
                clients.awaitHalf();
                one.process.destroyForcibly();
                assertEquals(clients.awaitAll(), clients.sum(two.uri("/activity/summary")));
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "tally.full", matches = "true", disabledReason = "only with -Dtally.full=true")
    void aBrokerAServerAndAConsumerThatAreKilledLoseAndDoubleNothing() throws Exception {
        try (PostgresServer postgres = PostgresServer.start();
                KafkaBroker broker = KafkaBroker.start(Files.createTempDirectory(Path.of("target"), "kafka"))) {
            Map<String, String> environment = new HashMap<>(environment(postgres));
            environment.put("INGEST", "kafka");
            environment.put("KAFKA_SERVERS", broker.servers());
            createTopic(broker, "tally-intervals", 6);
            try (ServerProcess one = new ServerProcess(directory, environment);
                    ServerProcess two = new ServerProcess(directory, environment);
                    ServerProcess first = consumer(environment);
                    ServerProcess second = consumer(environment);
                    PostingClients clients = new PostingClients(List.of(one.uri("/frames"), two.uri("/frames")), 400)) {
                URI summary = two.uri("/activity/summary");
                Eventually.isTrue("something is added", Duration.ofSeconds(60), () -> sum(clients, summary) > 100);
                first.process.destroyForcibly();
                clients.awaitHalf();
                broker.kill();
                broker.restart();
                one.process.destroyForcibly();
                long all = clients.awaitAll();
                Eventually.isTrue("all is added", Duration.ofSeconds(60), () -> sum(clients, summary) >= all);
                assertEquals(all, sum(clients, summary));
                second.process.destroy();
                assertEquals(143, second.status(), second.errors());
            }
        }
    }

    private ServerProcess consumer(Map<String, String> environment) throws IOException {
        return new ServerProcess(directory, environment, "consume");
    }

    private static Map<String, String> environment(PostgresServer postgres) throws IOException {
        return Map.of(
                "SERVER_API_KEY", RunningServer.KEY,
                "GET_RATE_LIMIT_MAX_REQUESTS", "1000000",
                "ACTIVITY_DB_URL", postgres.createDatabase("shared"),
                "ACTIVITY_DB_USER", postgres.user(),
                "ACTIVITY_DB_PASSWORD", postgres.password());
    }

    private static void createTopic(KafkaBroker broker, String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
        }
    }

    private static long sum(PostingClients clients, URI summary) {
        try {
            return clients.sum(summary);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

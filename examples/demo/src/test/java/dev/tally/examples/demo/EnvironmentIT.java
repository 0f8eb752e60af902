package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.mcap.McapFile;
import dev.tally.mcap.McapRecord;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.FreePort;
import dev.tally.testkit.fixtures.S3Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The live half with nothing but an environment: the variables of the system that it replaces, and the token's. */
@Timeout(120)
class EnvironmentIT {
    private static final String BUCKET = "telemetry";
    private static final String PREFIX = "desk/mouse";
    private static final String TOPIC = "/mouse/position";
    private static final Pattern RECORDING = Pattern.compile("recording into");
    private static final Pattern LIVE = Pattern.compile("^live: ");

    @TempDir
    private Path directory;

    @Test
    void theVariablesAloneMakeItServeRecordRollDeleteAndUpload() throws Exception {
        Path recordings = Files.createDirectory(directory.resolve("recordings"));
        int port = FreePort.find();
        try (S3Server store = S3Server.start(Files.createDirectory(directory.resolve("s3")))) {
            store.createBucket(BUCKET);
            try (Child client =
                    Apps.clientOf(directory.resolve("run"), environment(store, port, recordings), RECORDING)) {
                client.ready();
                seeSomething("ws://127.0.0.1:" + port);
                while (store.objects(BUCKET, PREFIX).size() < 3
                        || !hasDeleted(recordings, store)) { // bounded by the timeout
                    TimeUnit.MILLISECONDS.sleep(50);
                }
                assertEquals(0, client.stop(), client::errors);
                assertFalse(client.errors().contains(S3Server.SECRET_KEY), client::errors);
            }
            assertUploaded(recordings, store);
        }
    }

    private static Map<String, String> environment(S3Server store, int port, Path recordings) {
        return Map.ofEntries(
                Map.entry("TALLY_BACKEND", "simulated"),
                Map.entry("TALLY_SINK", "websocket,mcap"),
                Map.entry("TALLY_WS_HOST", "127.0.0.1"),
                Map.entry("KMMON_PORT", String.valueOf(port)),
                Map.entry("KMMON_MCAP_DIR", recordings.toString()),
                Map.entry("KMMON_ROLL_SECS", "2"),
                Map.entry("KMMON_RETENTION_SECS", "3"),
                Map.entry("KMMON_S3_BUCKET", BUCKET),
                Map.entry("KMMON_S3_PREFIX", PREFIX),
                Map.entry("KMMON_S3_ENDPOINT_URL", store.endpoint().toString()),
                Map.entry("KMMON_FOXGLOVE_PROJECT_ID", "prj_1"),
                Map.entry("KMMON_FOXGLOVE_DEVICE_ID", "dev_1"),
                Map.entry("KMMON_FOXGLOVE_DEVICE_NAME", "the desk"),
                Map.entry("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY),
                Map.entry("AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY),
                Map.entry("AWS_REGION", "eu-central-1"));
    }

    @Test
    void aBrowserCanSendTheTokenInTheAddressIfThatIsAllowed() throws Exception {
        int port = FreePort.find();
        Map<String, String> environment = Map.of(
                "TALLY_BACKEND",
                "simulated",
                "TALLY_SINK",
                "websocket",
                "TALLY_WS_HOST",
                "127.0.0.1",
                "KMMON_PORT",
                String.valueOf(port),
                "TALLY_WS_TOKEN_FILE",
                Files.writeString(directory.resolve("token"), "sesame").toString(),
                "TALLY_WS_TOKEN_IN_URL",
                "true");
        try (Child client = Apps.clientOf(directory.resolve("run"), environment, LIVE)) {
            client.ready();
            assertThrows(CompletionException.class, () -> seeSomething("ws://127.0.0.1:" + port));
            seeSomething("ws://127.0.0.1:" + port + "/?token=sesame");
        }
    }

    @Test
    void aCrashWritesNoneOfItsMemory() throws Exception {
        Map<String, String> environment = Map.of("TALLY_BACKEND", "simulated", "TALLY_SINK", "none");
        try (Child client = Apps.clientOf(directory.resolve("run"), environment, LIVE)) {
            client.ready();
            assertEquals(
                    0,
                    new ProcessBuilder("kill", "-SEGV", Long.toString(client.pid()))
                            .start()
                            .waitFor());
            assertEquals(1, client.awaitEnd());
            for (Path folder : List.of(Path.of(""), Path.of("/tmp"))) {
                assertFalse(Files.exists(folder.resolve("hs_err_pid" + client.pid() + ".log")));
                assertFalse(Files.exists(folder.resolve("core." + client.pid())));
            }
        }
    }

    @Test
    void nothingStaysWhereTemporaryFilesAre() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Map<String, String> environment = Map.of(
                "TALLY_BACKEND",
                "simulated",
                "TALLY_SINK",
                "sqlite,mcap",
                "ACTIVITY_DB_PATH",
                directory.resolve("a.db").toString(),
                "KMMON_MCAP_DIR",
                directory.toString(),
                "TALLY_MCAP_COMPRESSION",
                "zstd",
                "JAVA_OPTS",
                "-Djava.io.tmpdir=" + temporary);
        try (Child client = Apps.clientOf(directory.resolve("run"), environment, RECORDING)) {
            client.ready();
            assertEquals(0, client.stop(), client::errors);
        }
        assertEquals(List.of(), list(temporary));
    }

    @Test
    void digitsOfTheLogAreAsciiInEveryLocale() throws Exception {
        Map<String, String> environment = Map.of(
                "TALLY_BACKEND",
                "simulated",
                "TALLY_SINK",
                "mcap",
                "KMMON_MCAP_DIR",
                directory.toString(),
                "JAVA_OPTS",
                "-Duser.language=ar -Duser.country=EG");
        try (Child client = Apps.clientOf(directory.resolve("run"), environment, RECORDING)) {
            client.ready();
            assertEquals(0, client.stop(), client::errors);
            assertTrue(client.errors().matches("\\p{ASCII}+"), client::errors);
        }
    }

    private static void seeSomething(String url) throws InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        Viewer viewer = new Viewer(http, URI.create(url), TOPIC);
        Eventually.isTrue("a live sample arrives", () -> viewer.seen() > 0);
        http.shutdownNow();
    }

    /** Whether the first that was uploaded is no longer where it was recorded. */
    private static boolean hasDeleted(Path recordings, S3Server store) throws IOException {
        return !Files.exists(
                recordings.resolve(store.objects(BUCKET, PREFIX).get(0).getFileName()));
    }

    private static void assertUploaded(Path recordings, S3Server store) throws IOException {
        List<Path> objects = store.objects(BUCKET, PREFIX);
        for (Path object : objects) {
            assertTrue(object.getFileName().toString().matches("kmmon-\\d+\\.mcap"), object::toString);
            assertEquals(Map.of("projectId", "prj_1", "deviceId", "dev_1", "deviceName", "the desk"), foxglove(object));
        }
        List<Path> kept = list(recordings);
        assertFalse(kept.isEmpty(), "the last one is too young to be deleted");
        assertTrue(kept.size() < objects.size(), kept::toString);
        for (Path recording : kept) {
            Path object = store.bucket(BUCKET).resolve(PREFIX).resolve(recording.getFileName());
            assertArrayEquals(Files.readAllBytes(recording), Files.readAllBytes(object), recording::toString);
        }
    }

    private static List<Path> list(Path recordings) throws IOException {
        try (Stream<Path> files = Files.list(recordings)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** What the metadata of a recording says, which must also have messages; which ones, its two seconds decide. */
    private static Map<String, String> foxglove(Path recording) throws IOException {
        try (McapFile file = McapFile.open(recording)) {
            assertTrue(file.statistics().orElseThrow().messageCount() > 0, recording::toString);
            McapRecord.Metadata metadata = file.read(file.metadata().get(0));
            assertEquals("foxglove", metadata.name());
            return metadata.metadata();
        }
    }
}

package dev.tally.sink.mcap.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.LiveSample;
import dev.tally.sink.mcap.McapSink;
import dev.tally.sink.mcap.RecordingUpload;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.S3Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Recordings go to a real server, which may be down for a while. */
class S3UploadIT {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    @TempDir
    static Path serverHome;

    @TempDir
    Path directory;

    private static S3Server server;
    private static S3Client client;
    private static int buckets;

    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final UploadListener listener = new UploadListener() {
        @Override
        public void failed(Path recording, String why, Duration retryIn) {
            failures.add(why);
        }
    };
    private String bucket = "";

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = S3Server.start(serverHome);
        client = S3Clients.of(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @BeforeEach
    void createBucket() throws IOException, InterruptedException {
        server.restart();
        bucket = "telemetry-" + ++buckets;
        client.createBucket(request -> request.bucket(bucket));
    }

    private S3UploadBuilder upload() {
        return S3Upload.to(bucket)
                .endpoint(server.endpoint())
                .credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)
                .listener(listener)
                .backoff(Duration.ofMillis(50), Duration.ofMillis(500));
    }

    private McapSink recorder(RecordingUpload upload) throws IOException {
        return McapSink.into(directory)
                .chunkEvery(Duration.ofMillis(20))
                .upload(upload)
                .start();
    }

    /** Records one sample in each of several later hours: each becomes a file that is finished at once. */
    private static void publish(McapSink sink, int fromHour, int hours) {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        for (int hour = fromHour; hour < fromHour + hours; hour++) {
            sink.publish(new LiveSample.Position(now + (hour + 3) * HOUR, hour, hour));
        }
    }

    private Map<String, byte[]> objects() {
        Map<String, byte[]> objects = new TreeMap<>();
        for (S3Object object :
                client.listObjectsV2(request -> request.bucket(bucket)).contents()) {
            objects.put(
                    object.key(),
                    client.getObjectAsBytes(request -> request.bucket(bucket).key(object.key()))
                            .asByteArray());
        }
        return objects;
    }

    private List<Path> recordings(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(suffix)).sorted().toList();
        }
    }

    private void everyRecordingIsInTheBucketOnce(int count, String prefix) throws IOException {
        Map<String, byte[]> objects = objects();
        List<Path> recordings = recordings(".mcap");
        assertEquals(count, recordings.size(), recordings.toString());
        assertEquals(
                recordings.stream().map(r -> prefix + r.getFileName()).toList(), new ArrayList<>(objects.keySet()));
        for (Path recording : recordings) {
            assertArrayEquals(Files.readAllBytes(recording), objects.get(prefix + recording.getFileName()));
        }
        assertEquals(List.of(), recordings(RecordingUpload.MARKER));
    }

    @Test
    void whatAServerThatWasDownMissedIsThereOnceAfterARestartOfTheClient() throws IOException, InterruptedException {
        S3Upload first = upload().closeWithin(Duration.ofSeconds(1)).start();
        try (McapSink sink = recorder(first)) {
            publish(sink, 0, 2);
            Eventually.isTrue("two uploaded", () -> first.uploaded() == 2);
            server.kill();
            publish(sink, 2, 3);
            Eventually.isTrue("three more finished", () -> sink.status().files() == 5);
        }
        assertEquals(3, recordings(RecordingUpload.MARKER).size());
        assertEquals(3, first.waiting());

        server.restart();
        S3Upload second = upload().start();
        try (McapSink sink = recorder(second)) {
            Eventually.isTrue("the three uploaded", () -> second.uploaded() == 3);
            publish(sink, 9, 1);
        }
        assertEquals(4, second.uploaded());
        everyRecordingIsInTheBucketOnce(6, "recordings/");
    }

    @Test
    void aServerThatComesBackIsServedWithoutARestart() throws IOException, InterruptedException {
        server.kill();
        S3Upload upload = upload().start();
        try (McapSink sink = recorder(upload)) {
            publish(sink, 0, 3);
            Eventually.isTrue("failures heard of", () -> failures.size() >= 3);
            server.restart();
            Eventually.isTrue("uploaded", () -> upload.uploaded() == 3);
        }
        everyRecordingIsInTheBucketOnce(3, "recordings/");
        assertTrue(failures.stream().noneMatch(why -> why.contains(S3Server.SECRET_KEY)), failures.toString());
    }

    @Test
    void keysCanNameTheHost() throws IOException {
        try (McapSink sink =
                recorder(upload().prefix("/desk/mouse/").hostInKey("host-7").start())) {
            publish(sink, 0, 1);
        }
        everyRecordingIsInTheBucketOnce(1, "desk/mouse/host-7/");
    }

    @Test
    void largeFilesGoInParts() throws IOException {
        byte[] large = new byte[40 << 20];
        new Random(1).nextBytes(large);
        Path file = Files.write(directory.resolve("kmmon-1.mcap"), large);
        Files.createFile(directory.resolve("kmmon-1.mcap.pending"));
        try (S3Upload upload = upload().multipartAbove(32 << 20).start()) {
            upload.offer(file);
        }
        assertEquals(List.of(), failures);
        assertArrayEquals(large, objects().get("recordings/kmmon-1.mcap"));
        String tag = client.headObject(request -> request.bucket(bucket).key("recordings/kmmon-1.mcap"))
                .eTag();
        assertTrue(tag.contains("-3"), "of three parts: " + tag);
    }

    @Test
    void wrongCredentialsKeepWhatWaits() throws IOException {
        try (McapSink sink = recorder(upload().credentials("nobody", "wrong").start())) {
            publish(sink, 0, 1);
        }
        assertEquals(1, recordings(RecordingUpload.MARKER).size());
        assertTrue(failures.get(0).contains("403"), failures.toString());
        assertTrue(
                failures.get(0).startsWith("bucket " + bucket + " at " + server.endpoint() + ": "),
                failures.toString());
    }

    @Test
    void twoProgramsInOneDirectoryUploadEachRecordingOnce() throws Exception {
        int recordings = 24;
        for (int n = 0; n < recordings; n++) {
            Path recording = Files.write(directory.resolve("kmmon-" + n + ".mcap"), new byte[100_000]);
            Files.createFile(Path.of(recording + RecordingUpload.MARKER));
        }
        List<Process> uploaders = List.of(uploader("first"), uploader("second"));
        int uploads = 0;
        for (Process uploader : uploaders) {
            String said = new String(uploader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, uploader.waitFor(), said);
            uploads += (int) said.lines().filter("uploaded"::equals).count();
        }
        List<Path> objects = new ArrayList<>(server.objects(bucket, "first"));
        objects.addAll(server.objects(bucket, "second"));
        assertEquals(recordings, objects.size(), objects.toString());
        assertEquals(recordings, uploads);
        assertEquals(List.of(), recordings(RecordingUpload.MARKER));
    }

    /**
     * Starts a program of its own that uploads what waits in the directory, under a prefix that tells the two apart.
     */
    private Process uploader(String prefix) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        UploadingProcess.class.getName(),
                        directory.toString(),
                        server.endpoint().toString(),
                        bucket,
                        prefix)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}

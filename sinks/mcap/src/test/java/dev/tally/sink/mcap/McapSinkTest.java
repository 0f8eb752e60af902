package dev.tally.sink.mcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapFile;
import dev.tally.mcap.McapRecord;
import dev.tally.mcap.McapRepair;
import dev.tally.sink.LiveSample;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.Undeclared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the sink records, when files begin and end, and which files are left alone. */
class McapSinkTest {

    @TempDir
    Path directory;

    private List<Path> files(String glob) throws IOException {
        return Recordings.files(directory, glob);
    }

    private McapSinkBuilder quick() {
        return McapSink.into(directory).writeEvery(Duration.ofMillis(20));
    }

    private static int messages(List<Path> files) throws IOException {
        return Recordings.count(files);
    }

    @Test
    void samplesBecomeMessagesOfTheirTopics() throws IOException {
        long time = Samples.nowNanos();
        try (McapSink sink =
                quick().foxglove("prj_1", Optional.of("dev_1"), "desk").start()) {
            sink.publish(new LiveSample.Position(time, 3, 4));
            sink.publish(new LiveSample.KeyboardActivity(time + 1, 100, true));
        }
        List<Path> files = files("*");
        assertEquals(1, files.size(), files.toString());
        assertEquals(
                "kmmon-" + TimeUnit.NANOSECONDS.toSeconds(time) + ".mcap",
                files.get(0).getFileName().toString());
        try (McapFile file = McapFile.open(files.get(0))) {
            List<McapRecord.Message> messages = file.messages(0, -1);
            assertEquals("{\"x\":3,\"y\":4}", Recordings.text(messages.get(0).data()));
            assertEquals(time, messages.get(0).logTimeNanos());
            assertEquals(time, messages.get(0).publishTimeNanos());
            assertEquals(1, messages.get(0).sequence());
            assertEquals(
                    List.of("/mouse/position", "/keyboard/activity"),
                    file.channels().stream().map(McapRecord.Channel::topic).toList());
            assertEquals("jsonschema", file.schemas().get(0).encoding());
            assertEquals("MousePosition", file.schemas().get(0).name());
            assertEquals(
                    Map.of("projectId", "prj_1", "deviceId", "dev_1", "deviceName", "desk"),
                    file.read(file.metadata().get(0)).metadata());
        }
    }

    @ParameterizedTest
    @CsvSource({",zstd", "NONE,''", "LZ4,lz4"})
    void theCompressionIsTheSmallestUnlessItIsSet(@Nullable Compression set, String written) throws IOException {
        McapSinkBuilder builder = quick();
        if (set != null) {
            builder.compression(set);
        }
        try (McapSink sink = builder.start()) {
            sink.publish(Samples.position(1));
        }
        try (McapFile file = McapFile.open(files("*.mcap").get(0))) {
            assertEquals(written, file.chunks().get(0).compression());
        }
    }

    @Test
    void withoutSamplesThereIsNoFile() throws IOException {
        quick().start().close();
        assertEquals(List.of(), files("*"));
    }

    @Test
    void topicsCanBeSwitchedOff() throws IOException {
        try (McapSink sink = quick().without("/mouse/position").start()) {
            sink.publish(Samples.position(1));
            sink.publish(Samples.keyboard(1));
        }
        assertEquals(1, messages(files("*.mcap")));
        assertThrows(IllegalArgumentException.class, () -> quick().without("/mouse/positon"));
    }

    @Test
    void eachWriteIsAChunkIfChunksAreAsShort() throws IOException, InterruptedException {
        try (McapSink sink = quick().chunkEvery(Duration.ofMillis(20)).start()) {
            sink.publish(Samples.position(1));
            Eventually.isTrue("recorded", () -> sink.status().recorded() == 1);
            assertEquals(RecordingStatus.State.RECORDING, sink.status().state());
            assertEquals(1, files("*").size(), "no journal");
            Path part = files("*.part").get(0);
            Path copy = Files.copy(part, directory.resolve("copy"));
            assertEquals(1, McapRepair.repair(copy).messages());
        }
    }

    @Test
    void filesRollAtWholePeriods() throws IOException, InterruptedException {
        long second = TimeUnit.SECONDS.toNanos(1);
        long start = (Samples.nowNanos() / second + 3_600) * second; // later than now: the clock itself rolls nothing
        try (McapSink sink = quick().rollEvery(Duration.ofSeconds(2)).start()) {
            for (int i = 0; i < 40; i++) {
                sink.publish(Samples.position(start + i * second / 4, i));
            }
            Eventually.isTrue("recorded", () -> sink.status().recorded() == 40);
        }
        List<Path> files = files("kmmon-*.mcap");
        assertEquals(40, messages(files));
        assertTrue(files.size() >= 5, files.toString());
        for (Path path : files) {
            try (McapFile file = McapFile.open(path)) {
                McapRecord.Statistics statistics = file.statistics().orElseThrow();
                assertEquals(
                        statistics.startTimeNanos() / (2 * second),
                        statistics.endTimeNanos() / (2 * second),
                        "one period of the wall clock");
            }
        }
    }

    @Test
    void aFileEndsAlsoWhenNothingComes() throws IOException, InterruptedException {
        try (McapSink sink =
                quick().rollFromStart().rollEvery(Duration.ofMillis(300)).start()) {
            sink.publish(Samples.position(1));
            Eventually.isTrue("finished", () -> sink.status().files() == 1);
            assertEquals(RecordingStatus.State.WAITING, sink.status().state());
            assertEquals(List.of(), files("*.part"));
        }
        assertEquals(1, messages(files("*.mcap")));
    }

    @Test
    void whatACrashLeftIsFinishedAtStart() throws IOException {
        byte[] whole = Recordings.small(Compression.LZ4, 40);
        Files.write(directory.resolve("kmmon-1000.mcap.part"), Arrays.copyOf(whole, whole.length / 2));
        Files.write(directory.resolve("kmmon-1001.mcap.part"), new byte[0]);
        Files.writeString(directory.resolve("kmmon-1002.mcap.part"), "not a recording at all");
        Files.writeString(directory.resolve("other.mcap.part"), "somebody else's");
        quick().start().close();
        assertEquals(
                List.of("kmmon-1000.mcap", "kmmon-1002.mcap.part.damaged", "other.mcap.part"),
                files("*").stream().map(f -> f.getFileName().toString()).toList());
        assertTrue(messages(files("*.mcap")) > 5);
    }

    @Test
    void pipesAndLinksInTheDirectoryAreNoRecordings() throws IOException, InterruptedException {
        Path elsewhere =
                Files.write(directory.resolve("mine.mcap"), Arrays.copyOf(Recordings.small(Compression.NONE, 40), 900));
        Files.createSymbolicLink(directory.resolve("kmmon-1.mcap.part"), elsewhere);
        Path pipe = directory.resolve("kmmon-2.mcap.part");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        quick().start().close();
        assertEquals(900, Files.size(elsewhere));
        assertEquals(3, files("*").size());
    }

    @Test
    void onlyTheOwnerReadsARecording() throws IOException {
        try (McapSink sink = quick().start()) {
            sink.publish(Samples.position(1));
        }
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(files("*.mcap").get(0))));
    }

    @Test
    void aNameThatIsTakenIsLeftAlone() throws IOException {
        long time = Samples.nowNanos();
        long second = TimeUnit.NANOSECONDS.toSeconds(time);
        Path taken = Files.writeString(directory.resolve("kmmon-" + second + ".mcap"), "mine");
        try (McapSink sink = quick().start()) {
            sink.publish(Samples.position(time, 1));
        }
        assertEquals("mine", Files.readString(taken));
        assertEquals(1, messages(List.of(directory.resolve("kmmon-" + (second + 1) + ".mcap"))));
    }

    @Test
    void recordersInOneDirectoryLeaveEachOtherAlone() throws IOException, InterruptedException {
        long time = Samples.nowNanos();
        try (McapSink first = quick().start()) {
            first.publish(Samples.position(time, 1));
            Eventually.isTrue("recorded", () -> first.status().recorded() == 1);
            try (McapSink second = quick().start()) {
                second.publish(Samples.position(time, 2));
                Eventually.isTrue("recorded", () -> second.status().recorded() == 1);
                assertEquals(2, files("*.part").size());
            }
            first.publish(Samples.position(time, 3));
        }
        List<Path> files = files("*");
        assertEquals(2, files.size(), files.toString());
        assertEquals(3, messages(files));
    }

    @Test
    void retentionDeletesOnlyOldRecordingsOfOursThatDoNotWait() throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(8)));
        for (String name :
                List.of("kmmon-1.mcap", "kmmon-2.mcap", "kmmon-2.mcap.pending", "other.mcap", "kmmon-x.mcap")) {
            Files.setLastModifiedTime(Files.writeString(directory.resolve(name), "x"), old);
        }
        Files.writeString(directory.resolve("kmmon-3.mcap"), "young");
        quick().start().close();
        assertEquals(
                List.of("kmmon-2.mcap", "kmmon-2.mcap.pending", "kmmon-3.mcap", "kmmon-x.mcap", "other.mcap"),
                files("*").stream().map(f -> f.getFileName().toString()).toList());
    }

    @Test
    void retentionWorksWhileNothingIsRecorded() throws IOException, InterruptedException {
        try (McapSink sink = quick().retainFor(Duration.ofSeconds(1)).start()) {
            sink.publish(Samples.position(1));
        }
        assertEquals(1, files("*.mcap").size());
        try (McapSink idle = quick().retainFor(Duration.ofSeconds(1)).start()) {
            Eventually.isTrue("deleted", () -> directoryIsEmpty());
            assertEquals(0, idle.status().published());
        }
    }

    private boolean directoryIsEmpty() {
        try {
            return files("*").isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRecordingThatCannotBeDeletedKeepsNoOther() throws IOException, InterruptedException {
        for (int second : List.of(1, 2)) {
            Path old = Files.createFile(directory.resolve("kmmon-" + second + ".mcap"));
            Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        }
        Path first = directory.resolve("kmmon-1.mcap");
        assumeTrue(chattr("+i", first), "skipped: cannot make a file immutable here; chattr needs root");
        try {
            quick().start().close();
            assertEquals(List.of(first), files("*"));
        } finally {
            assertTrue(chattr("-i", first));
        }
    }

    private static boolean chattr(String flag, Path file) throws IOException, InterruptedException {
        return new ProcessBuilder("chattr", flag, file.toString()).start().waitFor() == 0;
    }

    @Test
    void whatDoesNotFitTheQueueIsDroppedAndCounted() throws IOException {
        McapSink sink = McapSink.into(directory).queueLimit(4).start();
        for (int i = 0; i < 100_000; i++) {
            sink.publish(Samples.position(i));
        }
        sink.close();
        RecordingStatus end = sink.status();
        assertEquals(100_000, end.published());
        assertEquals(0, end.pending());
        assertTrue(end.dropped() > 0);
        assertEquals(end.recorded(), messages(files("*.mcap")));
        assertEquals(RecordingStatus.State.CLOSED, end.state());
    }

    @Test
    void theStatusBalancesAtAnyMoment() throws IOException, InterruptedException {
        try (McapSink sink =
                McapSink.into(directory).chunkEvery(Duration.ofNanos(1)).start()) {
            Thread publisher = new Thread(() -> {
                for (int i = 0; i < 1_000_000; i++) {
                    sink.publish(Samples.position(i));
                }
            });
            publisher.start();
            while (publisher.isAlive()) {
                RecordingStatus s = sink.status();
                assertEquals(s.published(), s.recorded() + s.pending() + s.dropped(), s.toString());
            }
            publisher.join();
        }
    }

    @Test
    void finishedRecordingsAreMarkedAndOfferedAlsoThoseOfEarlierRuns() throws IOException {
        Files.write(directory.resolve("kmmon-1000.mcap.part"), Recordings.small(Compression.NONE, 4));
        Files.write(directory.resolve("kmmon-1001.mcap"), Recordings.small(Compression.NONE, 4));
        Files.createFile(directory.resolve("kmmon-1001.mcap.pending"));
        List<String> offered = Collections.synchronizedList(new ArrayList<>());
        RecordingUpload upload = new RecordingUpload() {
            @Override
            public void offer(Path recording) {
                assertTrue(Files.exists(Path.of(recording + MARKER)));
                offered.add(recording.getFileName().toString());
            }

            @Override
            public void close() {
                offered.add("closed");
            }
        };
        long time = Samples.nowNanos();
        try (McapSink sink = quick().upload(upload).start()) {
            sink.publish(Samples.position(time, 1));
        }
        assertEquals(
                List.of(
                        "kmmon-1000.mcap",
                        "kmmon-1001.mcap",
                        "kmmon-" + TimeUnit.NANOSECONDS.toSeconds(time) + ".mcap",
                        "closed"),
                offered);
    }

    @Test
    void aListenerThatThrowsEndsNeitherTheRecordingNorTheUpload() throws IOException, InterruptedException {
        List<String> offered = Collections.synchronizedList(new ArrayList<>());
        RecordingUpload upload = new RecordingUpload() {
            @Override
            public void offer(Path recording) {
                offered.add(recording.getFileName().toString());
            }

            @Override
            public void close() {}
        };
        RecordingListener broken = new RecordingListener() {
            @Override
            public void finished(Path recording, long messages) {
                throw Undeclared.thrown(new IOException("a listener of a test throws"));
            }
        };
        try (McapSink sink = quick().rollEvery(Duration.ofSeconds(1))
                .rollFromStart()
                .listener(broken)
                .upload(upload)
                .start()) {
            sink.publish(Samples.position(1));
            Eventually.isTrue("the first file is offered", () -> offered.size() == 1);
            sink.publish(Samples.position(2));
            Eventually.isTrue("the second file is offered", () -> offered.size() == 2);
        }
        assertEquals(2, messages(files("*.mcap")));
    }

    @Test
    void recordingGoesOnAfterTheDirectoryWasRemoved() throws IOException, InterruptedException {
        Path own = directory.resolve("own");
        try (McapSink sink =
                McapSink.into(own).writeEvery(Duration.ofMillis(20)).start()) {
            sink.publish(Samples.position(1));
            Eventually.isTrue("recorded", () -> sink.status().recorded() == 1);
            for (Path file : Recordings.files(own, "*")) {
                Files.delete(file);
            }
            Files.delete(own);
            sink.publish(Samples.position(2));
            Eventually.isTrue("lost", () -> sink.status().dropped() > 0);
            Eventually.isTrue("recorded again", () -> {
                sink.publish(Samples.position(3));
                return sink.status().recorded() > 0;
            });
        }
        assertTrue(messages(Recordings.files(own, "*.mcap")) > 0);
    }

    @Test
    void publishingAfterTheEndDropsAndCounts() throws IOException {
        McapSink sink = quick().start();
        sink.close();
        sink.close();
        sink.publish(Samples.position(1));
        assertEquals(1, sink.status().dropped());
        assertEquals(List.of(), files("*"));
    }

    @Test
    void aDirectoryThatIsNoneIsAnErrorAtTheStart() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertEquals(
                "cannot make the directory " + file + " (" + file + " is not a directory); choose another one",
                errorAtStart(file));
        assertEquals(
                "cannot make the directory /proc/none/here (nothing can be made in /proc); choose another one",
                errorAtStart(Path.of("/proc/none/here")));
    }

    private static String errorAtStart(Path directory) {
        return assertThrows(IOException.class, () -> McapSink.into(directory).start())
                .getMessage();
    }
}

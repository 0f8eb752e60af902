package dev.tally.sink.mcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapFile;
import dev.tally.mcap.McapRepair;
import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The open chunk is in a journal beside the recording, which the next start completes. */
class JournaledRecordingTest {
    private static final String NAME = "kmmon-1000.mcap";

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private final List<String> warnings = new ArrayList<>();
    private final RecordingListener listener = new RecordingListener() {
        @Override
        public void warned(String what) {
            warnings.add(what);
        }
    };

    private McapSink start() throws IOException {
        return McapSink.into(directory)
                .writeEvery(Duration.ofMillis(20))
                .listener(listener)
                .start();
    }

    private static void record(McapSink sink, int n) {
        sink.publish(Samples.position(n));
        Eventually.isTrue("recorded", () -> sink.status().recorded() == n);
    }

    private Path part() throws IOException {
        return Recordings.files(directory, "*.part").get(0);
    }

    private List<String> names() throws IOException {
        return Recordings.files(directory, "*").stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    /** Copies what a kill would leave now, under another name. */
    private void copyAsKilled(boolean withPart) throws IOException {
        Path copy = elsewhere.resolve(NAME + ".part");
        if (withPart) {
            Files.copy(part(), copy);
        }
        Files.copy(McapRepair.journal(part()), McapRepair.journal(copy));
    }

    private void startWithWhatWasKilled() throws IOException {
        for (Path left : Recordings.files(elsewhere, "*")) {
            Files.move(left, directory.resolve(left.getFileName()));
        }
        start().close();
    }

    @Test
    void whatIsRecordedIsInTheJournalUntilTheChunkIsClosed() throws IOException {
        try (McapSink sink = start()) {
            record(sink, 1);
            record(sink, 2);
            copyAsKilled(true);
            record(sink, 3);
        }
        Path recording = Recordings.files(directory, "*").get(0);
        try (McapFile file = McapFile.open(recording)) {
            assertEquals(1, file.chunks().size());
            assertEquals(3, file.messages(0, -1).size());
        }
        Files.delete(recording);
        startWithWhatWasKilled();
        assertEquals(List.of(NAME), names());
        assertEquals(2, Recordings.count(Recordings.files(directory, "*")));
        assertEquals(List.of(), warnings);
    }

    @Test
    void aChunkEndsWithTheFirstWriteAfterItsTime() throws IOException {
        try (McapSink sink = McapSink.into(directory)
                .writeEvery(Duration.ofMillis(10))
                .chunkEvery(Duration.ofMillis(200))
                .start()) {
            record(sink, 1);
            Path part = part();
            long head = part.toFile().length();
            int n = 2;
            do {
                record(sink, n++);
            } while (part.toFile().length() == head);
            Path copy = Files.copy(part, elsewhere.resolve("copy"));
            assertTrue(McapRepair.repair(copy).messages() >= 2);
        }
    }

    @Test
    void aJournalWithoutItsFileBecomesARecording() throws IOException {
        try (McapSink sink = start()) {
            record(sink, 1);
            copyAsKilled(false);
        }
        startWithWhatWasKilled();
        assertEquals(2, names().size());
        assertEquals(1, Recordings.count(List.of(directory.resolve(NAME))));
        assertEquals(List.of(), warnings);
    }

    @Test
    void aJournalWithoutItsFileReplacesNoRecording() throws IOException {
        Files.writeString(directory.resolve(NAME), "mine");
        Path journal = Files.writeString(directory.resolve(NAME + ".part.journal"), "whose?");
        start().close();
        assertEquals("mine", Files.readString(directory.resolve(NAME)));
        assertEquals("whose?", Files.readString(journal));
        assertTrue(warnings.get(0).startsWith(journal + " belongs to no unfinished recording"), warnings.toString());
    }

    @Test
    void whatIsNoJournalIsSetAside() throws IOException {
        Files.write(directory.resolve(NAME + ".part"), Recordings.small(Compression.NONE, 4));
        Files.writeString(directory.resolve(NAME + ".part.journal"), "not a journal");
        start().close();
        assertEquals(List.of(NAME, NAME + ".part.journal.damaged"), names());
        assertEquals("not a journal", Files.readString(directory.resolve(NAME + ".part.journal.damaged")));
        assertEquals(1, warnings.size(), warnings.toString());
    }

    @Test
    void anEmptyJournalIsDeleted() throws IOException {
        Files.createFile(directory.resolve(NAME + ".part.journal"));
        start().close();
        assertEquals(List.of(), names());
        assertEquals(List.of(), warnings);
    }

    @Test
    void withoutTheJournalEachWriteClosesTheChunk() throws IOException {
        try (McapSink sink = start()) {
            record(sink, 1);
            Files.delete(McapRepair.journal(part()));
            record(sink, 2);
            Path copy = Files.copy(part(), elsewhere.resolve("copy"));
            assertEquals(2, McapRepair.repair(copy).messages());
        }
        assertEquals(2, Recordings.count(Recordings.files(directory, "*")));
    }

    @Test
    void onlyTheOwnerReadsTheJournal() throws IOException {
        try (McapSink sink = start()) {
            record(sink, 1);
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(McapRepair.journal(part()))));
        }
    }
}

package dev.tally.mcap;

import static dev.tally.mcap.Recordings.only;
import static dev.tally.mcap.Recordings.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal that keeps the open chunk of a file, and what a repair makes of it. */
class JournalTest {

    @TempDir
    Path directory;

    private Path file(String name) {
        return directory.resolve(name);
    }

    /** Leaves a file with one message in a closed chunk and two in the journal, as a kill does. */
    private Path killed(String name, Compression compression) throws IOException {
        Path file = file(name);
        try (FileChannel journal = journal(file)) {
            McapWriter writer = McapWriter.to(file)
                    .compression(compression)
                    .journal(journal)
                    .open();
            int channel = channel(writer);
            writer.message(channel, 1, Recordings.ascii("one"));
            writer.flush();
            writer.message(channel, 2, Recordings.ascii("two"));
            writer.checkpoint();
            writer.message(channel, 3, Recordings.ascii("three"));
            writer.checkpoint();
            writer.message(channel, 4, Recordings.ascii("lost"));
        }
        return file;
    }

    private static FileChannel journal(Path file) throws IOException {
        return FileChannel.open(McapRepair.journal(file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static int channel(McapWriter writer) throws IOException {
        int schema = writer.schema("S", "jsonschema", Recordings.ascii("{}"));
        return writer.channel(schema, "/topic", "json", Map.of());
    }

    @Test
    void aRepairTakesTheMessagesOfTheJournalAndDeletesIt() throws IOException {
        for (Compression compression : Compression.values()) {
            Path file = killed(compression + ".mcap", compression);
            RepairOutcome outcome = McapRepair.repair(file);
            assertEquals(new RepairOutcome(3, 2, 0, 0, 2, false), outcome);
            List<McapRecord> records = read(file);
            assertEquals(List.of("one", "two", "three"), Recordings.messages(records));
            assertEquals(
                    List.of(compression.wireName(), compression.wireName()),
                    only(McapRecord.ChunkIndex.class, records).stream()
                            .map(McapRecord.ChunkIndex::compression)
                            .toList());
            assertFalse(Files.exists(McapRepair.journal(file)));
        }
    }

    @Test
    void theJournalIsItselfAFileThatReadersRead() throws IOException {
        Path file = killed("a.mcap", Compression.ZSTD);
        List<McapRecord> records = readUnfinished(McapRepair.journal(file));
        assertEquals(List.of("two", "three"), Recordings.messages(records));
        assertEquals("/topic", only(McapRecord.Channel.class, records).get(0).topic());
    }

    @Test
    void aCheckpointWithoutAJournalClosesTheChunk() throws IOException {
        Path file = file("a.mcap");
        try (McapWriter writer = McapWriter.to(file).open()) {
            writer.message(channel(writer), 1, Recordings.ascii("one"));
            writer.checkpoint();
            assertEquals(0, writer.pendingBytes());
            assertEquals(List.of("one"), Recordings.messages(readUnfinished(file)));
        }
    }

    private static List<McapRecord> readUnfinished(Path file) throws IOException {
        List<McapRecord> records = new ArrayList<>();
        try (McapReader reader = McapReader.from(file).open()) {
            while (true) {
                reader.next().ifPresent(records::add);
            }
        } catch (McapException endsHere) {
            return records;
        }
    }

    @Test
    void definitionsThatTheFileHasLostAreInTheJournal() throws IOException {
        Path file = killed("a.mcap", Compression.NONE);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 30));
        assertEquals(2, McapRepair.repair(file).journalMessages());
        List<McapRecord> records = read(file);
        assertEquals(List.of("two", "three"), Recordings.messages(records));
        assertEquals("/topic", only(McapRecord.Channel.class, records).get(0).topic());
        assertEquals("S", only(McapRecord.Schema.class, records).get(0).name());
    }

    @Test
    void ofAJournalThatIsDamagedTheOtherCheckpointsAreTaken() throws IOException {
        for (String damaged : List.of("two", "three")) {
            Path file = killed(damaged + ".mcap", Compression.NONE);
            Path journal = McapRepair.journal(file);
            String text = Files.readString(journal, StandardCharsets.ISO_8859_1);
            Files.writeString(
                    journal, text.replace(damaged, damaged.toUpperCase(Locale.ROOT)), StandardCharsets.ISO_8859_1);
            McapRepair.repair(file);
            assertEquals(
                    Stream.of("one", "two", "three")
                            .filter(m -> !m.equals(damaged))
                            .toList(),
                    Recordings.messages(read(file)));
        }
    }

    @Test
    void aJournalOfAnotherFileStaysAndChangesNothing() throws IOException {
        Path foreign = McapRepair.journal(killed("foreign.mcap", Compression.NONE));
        Path whole = Files.write(file("whole.mcap"), Recordings.small(Compression.NONE, 40));
        byte[] before = Files.readAllBytes(whole);
        Path moved = Files.move(foreign, McapRepair.journal(whole));
        assertEquals(0, McapRepair.repair(whole).journalMessages());
        assertArrayEquals(before, Files.readAllBytes(whole));
        assertTrue(Files.exists(moved));
    }

    @Test
    void aJournalWhoseChunkBeginsWithOtherMessagesStays() throws IOException {
        Path file = withClosedChunk("a.mcap", "one");
        Path other = withClosedChunk("b.mcap", "two");
        Files.move(McapRepair.journal(other), McapRepair.journal(file), StandardCopyOption.REPLACE_EXISTING);
        assertEquals(0, McapRepair.repair(file).journalMessages());
        assertEquals(List.of("one"), Recordings.messages(read(file)));
        assertTrue(Files.exists(McapRepair.journal(file)));
    }

    /** Leaves a file whose chunk was closed after the last checkpoint. */
    private Path withClosedChunk(String name, String message) throws IOException {
        Path file = file(name);
        try (FileChannel journal = journal(file)) {
            McapWriter writer = McapWriter.to(file).journal(journal).open();
            writer.message(channel(writer), 1, Recordings.ascii(message));
            writer.checkpoint();
            writer.flush();
        }
        return file;
    }

    @Test
    void whatIsNoJournalStaysAndAnEmptyOneIsDeleted() throws IOException {
        byte[] cut = Arrays.copyOf(Recordings.small(Compression.NONE, 40), 1_500);
        Path file = Files.write(file("a.mcap"), cut);
        Path journal = Files.writeString(McapRepair.journal(file), "not a journal");
        long messages = McapRepair.repair(file).messages();
        assertEquals("not a journal", Files.readString(journal));

        for (byte[] start : List.of(new byte[0], Arrays.copyOf(cut, 4), Arrays.copyOf(cut, 20))) {
            Files.write(file, cut);
            Files.write(journal, start);
            assertEquals(messages, McapRepair.repair(file).messages());
            assertFalse(Files.exists(journal));
        }
    }

    @Test
    void withTheOriginalItsJournalIsKept() throws IOException {
        Path file = killed("a.mcap", Compression.LZ4);
        Path original = file("original.mcap");
        assertEquals(3, McapRepair.repairKeeping(file, original).messages());
        assertFalse(Files.exists(McapRepair.journal(file)));
        assertEquals(3, McapRepair.repair(original).messages());
    }

    @Test
    void whatARepairAddedIsMarkedInTheFile() throws IOException {
        Path file = killed("a.mcap", Compression.NONE);
        McapRepair.repair(file);
        assertEquals(
                "tally.journal",
                only(McapRecord.Metadata.class, read(file)).get(0).name());
    }

    @Test
    void theMarkKeepsAJournalFromBeingTakenTwiceAfterAllOffsetsHaveShifted() throws IOException {
        Path file = killed("a.mcap", Compression.NONE);
        byte[] journal = Files.readAllBytes(McapRepair.journal(file));
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, text.replace("one", "ONE"), StandardCharsets.ISO_8859_1);
        McapRepair.repair(file);
        byte[] repaired = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(repaired, repaired.length - 9));
        Files.write(McapRepair.journal(file), journal);

        assertEquals(0, McapRepair.repair(file).journalMessages());

        assertEquals(List.of("two", "three"), Recordings.messages(read(file)));
    }
}

package dev.tally.mcap;

import static dev.tally.mcap.Recordings.only;
import static dev.tally.mcap.Recordings.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class McapRepairTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Compression.class)
    void cutAtEveryByteKeepsEveryChunkBeforeTheCut(Compression compression) throws IOException {
        byte[] whole = Recordings.small(compression, 20);
        List<McapRecord.ChunkIndex> chunks = only(McapRecord.ChunkIndex.class, read(whole));
        List<String> messages = Recordings.messages(read(whole));
        Path file = directory.resolve("cut.mcap");
        for (int cut = 0; cut <= whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));
            RepairOutcome outcome = McapRepair.repair(file);
            int end = cut;
            long complete = chunks.stream()
                    .filter(c -> c.chunkOffset() + c.chunkLength() <= end)
                    .count();
            verify(file, outcome.chunks(), messages, "cut at " + cut);
            assertTrue(outcome.chunks() >= complete && outcome.chunks() <= complete + 1, "cut at " + cut);
        }
    }

    @Test
    void cutAtEveryByteKeepsEveryWholeMessageThatIsNotCompressed() throws IOException {
        byte[] whole = Recordings.small(Compression.NONE, 20);
        List<String> messages = Recordings.messages(read(whole));
        Path file = directory.resolve("cut.mcap");
        for (int cut = 0; cut <= whole.length; cut += 3) {
            byte[] start = Arrays.copyOf(whole, cut);
            Files.write(file, start);
            RepairOutcome outcome = McapRepair.repair(file);
            String text = new String(start, StandardCharsets.ISO_8859_1);
            List<String> there = messages.stream().filter(text::contains).toList();
            assertEquals(there, Recordings.messages(read(file)), "cut at " + cut);
            assertEquals(there.size(), outcome.messages(), "cut at " + cut);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "LZ4", "ZSTD"})
    void ofALargeChunkCutInTwoThirdsIsKeptWhatCanBeRead(Compression compression) throws IOException {
        Path file = directory.resolve("a.mcap");
        try (McapWriter writer = McapWriter.to(file).compression(compression).open()) {
            Recordings.fill(writer, 60_000); // the attachment ends a chunk after one half of them
        }
        byte[] whole = Files.readAllBytes(file);
        long before = only(McapRecord.ChunkIndex.class, read(whole)).get(1).chunkOffset();
        int cut = (int) (before + (whole.length - before) / 2);
        Files.write(file, Arrays.copyOf(whole, cut));

        RepairOutcome outcome = McapRepair.repair(file);

        assertTrue(outcome.messages() > 30_010, outcome.toString());
        assertTrue(outcome.lostBytes() < 1_000, outcome.toString());
        List<String> kept = Recordings.messages(read(file));
        assertEquals(outcome.messages(), kept.size());
        assertEquals("{\"x\":" + (kept.size() - 1) + "}", kept.get(kept.size() - 1));
    }

    private static void verify(Path path, int chunks, List<String> messages, String what) throws IOException {
        List<McapRecord> records = read(path);
        List<String> found = Recordings.messages(records);
        assertEquals(messages.subList(0, found.size()), found, what);
        McapRecord.Statistics statistics =
                only(McapRecord.Statistics.class, records).get(0);
        assertEquals(chunks, statistics.chunkCount(), what);
        assertEquals(found.size(), statistics.messageCount(), what);
        try (McapFile file = McapFile.open(path)) {
            assertEquals(found.size(), file.messages(0, -1).size(), what);
            for (McapRecord.AttachmentIndex index : file.attachments()) {
                assertEquals("hello", Recordings.text(file.read(index).data()), what);
            }
        }
        indexesLeadToTheirMessages(path, what);
    }

    private static void indexesLeadToTheirMessages(Path path, String what) throws IOException {
        long entries = 0;
        for (McapRecord record : read(McapReader.from(path).keepChunks())) {
            if (record instanceof McapRecord.MessageIndex index) {
                entries += index.entries().size();
            }
        }
        assertEquals(Recordings.messages(read(path)).size(), entries, what);
    }

    @Test
    void aWholeFileStaysWhole() throws IOException {
        byte[] whole = Recordings.small(Compression.LZ4, 40);
        Path file = Files.write(directory.resolve("a.mcap"), whole);
        RepairOutcome outcome = McapRepair.repairKeeping(file, directory.resolve("original"));
        assertArrayEquals(whole, Files.readAllBytes(file));
        assertEquals(0, outcome.lostBytes());
        assertEquals(40, outcome.messages());
        assertFalse(Files.exists(directory.resolve("original")));
    }

    @Test
    void whatIsWholeButForItsSummaryLosesNothing() throws IOException {
        byte[] whole = Recordings.small(Compression.ZSTD, 40);
        int end = whole.length;
        for (int cut : new int[] {end - 1, end - 9, end - 30, end - 200}) {
            Path file = Files.write(directory.resolve("a.mcap"), Arrays.copyOf(whole, cut));
            assertEquals(0, McapRepair.repair(file).lostBytes(), "cut at " + cut);
            assertArrayEquals(whole, Files.readAllBytes(file), "cut at " + cut);
        }
    }

    @Test
    void aCopyThatACrashLeftIsDeletedThoughNoneIsNeeded() throws IOException {
        byte[] whole = Recordings.small(Compression.NONE, 40);
        Path file = Files.write(
                directory.resolve("a.mcap"),
                Arrays.copyOf(whole, recordOffsets(whole).get(2)));
        Path left = Files.writeString(directory.resolve("a.mcap.repair"), "left by a crash");
        McapRepair.repair(file);
        assertFalse(Files.exists(left));
    }

    @Test
    void theOriginalIsKeptOnRequest() throws IOException {
        byte[] cut = Arrays.copyOf(Recordings.small(Compression.NONE, 40), 1_500);
        Path file = Files.write(directory.resolve("a.mcap"), cut);
        Path original = directory.resolve("a.original");
        RepairOutcome outcome = McapRepair.repairKeeping(file, original);
        assertArrayEquals(cut, Files.readAllBytes(original));
        assertEquals(outcome.messages(), Recordings.messages(read(file)).size());

        byte[] repaired = Files.readAllBytes(file);
        Files.write(file, cut);
        assertThrows(FileAlreadyExistsException.class, () -> McapRepair.repairKeeping(file, original));
        assertArrayEquals(cut, Files.readAllBytes(file));
        Files.delete(original);
        McapRepair.repair(file);
        assertArrayEquals(repaired, Files.readAllBytes(file));
    }

    @Test
    void aDamagedChunkIsLeftOutAndThoseBehindItAreKept() throws IOException {
        byte[] bytes = Recordings.small(Compression.NONE, 40);
        List<McapRecord> records = read(bytes);
        McapRecord.ChunkIndex second =
                only(McapRecord.ChunkIndex.class, records).get(1);
        bytes[(int) (second.chunkOffset() + second.chunkLength() - 3)] ^= 1;
        Path file = Files.write(directory.resolve("a.mcap"), bytes);
        Path precious = Files.writeString(directory.resolve("precious"), "not ours");
        Files.createSymbolicLink(directory.resolve("a.mcap.repair"), precious);

        RepairOutcome outcome = McapRepair.repair(file);

        int chunks = only(McapRecord.ChunkIndex.class, records).size();
        assertEquals(chunks - 1, outcome.chunks());
        assertTrue(outcome.lostBytes() > second.chunkLength());
        List<String> left = Recordings.messages(read(file));
        assertEquals(outcome.messages(), left.size());
        assertEquals("{\"x\":39}", left.get(left.size() - 1));
        try (McapFile repaired = McapFile.open(file)) {
            assertEquals(left.size(), repaired.messages(0, -1).size());
        }
        assertFalse(Files.exists(directory.resolve("a.mcap.repair")));
        assertEquals("not ours", Files.readString(precious));
        assertFalse(Files.isSymbolicLink(file));
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "LZ4", "ZSTD"})
    void withoutASummaryTheChunksAfterADamagedHeadAreKept(Compression compression) throws IOException {
        byte[] whole = Recordings.small(compression, 400);
        List<McapRecord.ChunkIndex> chunks = only(McapRecord.ChunkIndex.class, read(whole));
        McapRecord.ChunkIndex last = chunks.get(chunks.size() - 1);
        byte[] unfinished = Arrays.copyOf(whole, (int) (last.chunkOffset() + last.chunkLength()));
        int damagedAt = (int) chunks.get(3).chunkOffset();
        Arrays.fill(unfinished, damagedAt, damagedAt + 32, (byte) 0);
        Path file = Files.write(directory.resolve("a.mcap"), unfinished);
        Path original = directory.resolve("a.original");

        RepairOutcome outcome;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            outcome = McapRepair.repairKeepingDamaged(channel, file, original, 1 << 20);
        }

        assertEquals(chunks.size() - 1, outcome.chunks());
        assertTrue(outcome.damaged());
        List<String> kept = Recordings.messages(read(file));
        assertEquals(outcome.messages(), kept.size());
        assertTrue(kept.size() > 370, outcome.toString());
        assertEquals("{\"x\":399}", kept.get(kept.size() - 1));
        assertArrayEquals(unfinished, Files.readAllBytes(original));
    }

    @Test
    void aDamagedHeadBeforeTheFirstChunkLosesNoOtherChunk() throws IOException {
        byte[] whole = Recordings.small(Compression.ZSTD, 40);
        byte[] unfinished = Arrays.copyOf(whole, whole.length - 30);
        Arrays.fill(unfinished, 9, 25, (byte) 0x11); // length and fields of the header
        Path file = Files.write(directory.resolve("a.mcap"), unfinished);
        McapException refused = assertThrows(McapException.class, () -> McapRepair.repair(file));
        assertTrue(refused.getMessage().contains("claims"), refused.getMessage());
        ByteBuffer.wrap(unfinished).order(ByteOrder.LITTLE_ENDIAN).putLong(9, whole.length);
        Files.write(file, unfinished);
        assertEquals(40, McapRepair.repair(file).messages());
    }

    @Test
    void aFileThatIsOnlyCutOffIsNotDamaged() throws IOException {
        Path file = directory.resolve("a.mcap");
        for (Compression compression : List.of(Compression.NONE, Compression.ZSTD)) {
            byte[] whole = Recordings.small(compression, 40);
            List<McapRecord.ChunkIndex> chunks = only(McapRecord.ChunkIndex.class, read(whole));
            McapRecord.ChunkIndex last = chunks.get(chunks.size() - 1);
            for (int cut = 0; cut <= last.chunkOffset() + last.chunkLength(); cut++) {
                Files.write(file, Arrays.copyOf(whole, cut));
                assertFalse(McapRepair.repair(file).damaged(), "cut at " + cut);
            }
            List<Integer> records = recordOffsets(whole);
            for (int end : records.subList(1, records.size())) {
                Files.write(file, Arrays.copyOf(Arrays.copyOf(whole, end), end + 100));
                assertFalse(McapRepair.repair(file).damaged(), "zeros from " + end);
            }
        }
    }

    @Test
    void aChunkWithinAChunkThatWasCutOffIsNoChunkOfTheFile() throws IOException {
        byte[] inner = Recordings.small(Compression.ZSTD, 20);
        Path file = directory.resolve("a.mcap");
        try (McapWriter writer =
                McapWriter.to(file).compression(Compression.NONE).open()) {
            int channel = writer.channel(0, "/files", "mcap", Map.of());
            writer.message(channel, 1, inner);
            writer.message(channel, 2, inner);
            writer.flush();
        }
        byte[] whole = Files.readAllBytes(file);
        McapRecord.ChunkIndex chunk =
                only(McapRecord.ChunkIndex.class, read(whole)).get(0);
        Files.write(file, Arrays.copyOf(whole, (int) (chunk.chunkOffset() + chunk.chunkLength() - 20)));
        assertEquals(1, McapRepair.repair(file).messages());
    }

    private static List<Integer> recordOffsets(byte[] whole) {
        List<Integer> offsets = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        int magic = 8;
        int prefix = 9;
        for (int at = magic; at < whole.length - magic; at += prefix + (int) in.getLong(at + 1)) {
            offsets.add(at);
        }
        return offsets;
    }

    @Test
    void messagesAreFoundByTheirTimesWhateverByteOfTheirChunkWasDamaged() throws IOException {
        byte[] whole = Recordings.small(Compression.NONE, 40);
        McapRecord.ChunkIndex second =
                only(McapRecord.ChunkIndex.class, read(whole)).get(1);
        Path path = directory.resolve("a.mcap");
        for (int at = 0; at < second.chunkLength(); at++) {
            byte[] damaged = whole.clone();
            damaged[(int) second.chunkOffset() + at] ^= 1;
            Files.write(path, damaged);
            long kept = McapRepair.repair(path).messages();
            try (McapFile file = McapFile.open(path)) {
                assertEquals(kept, file.messages(1_000, 1_039).size(), "damaged at " + at);
            }
        }
    }

    @Test
    void aFileWithoutIndexesIsNotTakenForDamaged() throws IOException {
        byte[] bytes = Recordings.small(Compression.NONE, 40, McapFeature.MESSAGE_INDEX);
        Path file = Files.write(directory.resolve("a.mcap"), bytes);
        McapRepair.repair(file);
        assertEquals(Recordings.messages(read(bytes)), Recordings.messages(read(file)));
    }

    @Test
    void messagesOutsideOfChunksAreKept() throws IOException {
        byte[] bytes = Recordings.small(Compression.NONE, 40, McapFeature.CHUNKS);
        Path file = Files.write(directory.resolve("a.mcap"), Arrays.copyOf(bytes, 2_000));
        RepairOutcome outcome = McapRepair.repair(file);
        assertTrue(outcome.messages() > 20, outcome.toString());
        assertEquals(outcome.messages(), Recordings.messages(read(file)).size());
    }

    @Test
    void aFileWhoseFirstRecordIsNoHeaderAndReachesOverItsEndIsNotTouched() throws IOException {
        byte[] damaged = Recordings.small(Compression.NONE, 12);
        int firstRecord = 8;
        damaged[firstRecord] = 2;
        ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putLong(firstRecord + 1, damaged.length);
        Path file = Files.write(directory.resolve("a.mcap"), damaged);
        McapException refused = assertThrows(McapException.class, () -> McapRepair.repair(file));
        assertEquals("the first record is a Footer, where the Header should be", refused.getMessage());
        assertArrayEquals(damaged, Files.readAllBytes(file));
    }

    @Test
    void whatIsNoMcapFileIsNotTouched() throws IOException {
        for (String text : List.of("PNG", "no mcap file at all", "\u0089MCA")) {
            Path file = Files.writeString(directory.resolve("a.txt"), text);
            byte[] before = Files.readAllBytes(file);
            assertThrows(McapException.class, () -> McapRepair.repair(file));
            assertArrayEquals(before, Files.readAllBytes(file));
        }
    }
}

package dev.tally.mcap;

import static dev.tally.mcap.Recordings.ascii;
import static dev.tally.mcap.Recordings.only;
import static dev.tally.mcap.Recordings.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.tally.mcap.internal.Opcodes;
import dev.tally.mcap.internal.RecordBuffer;
import dev.tally.mcap.internal.RecordEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files from other writers and damaged files are read and repaired. */
class ForeignFilesTest {
    private static final int HEADER_LENGTH_OFFSET = 9;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("a.mcap");
    }

    private static byte[] linkedBlocks() throws IOException {
        try (InputStream in = ForeignFilesTest.class.getResourceAsStream("linked-blocks.mcap")) {
            return in.readAllBytes();
        }
    }

    /** A file with one chunk of this content, compressed in a way of its own; it has no summary. */
    private static byte[] withChunk(String compression, int uncompressedSize, byte[] compressed) {
        RecordBuffer out = RecordEncoder.start(new McapRecord.Header("", "foreign"));
        RecordEncoder.chunkHead(out, 1, 1, uncompressedSize, 0, compression, compressed.length);
        out.put(compressed, 0, compressed.length);
        return Arrays.copyOf(out.bytes(), out.size());
    }

    private static byte[] ended(byte[] start) {
        RecordBuffer out = new RecordBuffer(1 << 12);
        out.put(start, 0, start.length);
        RecordEncoder.dataEnd(out, 0);
        int begun = out.begin(Opcodes.FOOTER);
        out.u64(0);
        out.u64(0);
        out.u32(0);
        out.end(begun);
        out.put(Opcodes.magic(), 0, Opcodes.magic().length);
        return Arrays.copyOf(out.bytes(), out.size());
    }

    private void isLeftAsItIs(byte[] whole, int unreadChunks) throws IOException {
        Files.write(file, whole);
        RepairOutcome outcome = McapRepair.repair(file);
        assertEquals(0, outcome.lostBytes());
        assertEquals(unreadChunks, outcome.unreadChunks());
        assertEquals(unreadChunks == 0 && outcome.messages() == 0, outcome.isEmpty());
        assertArrayEquals(whole, Files.readAllBytes(file));
    }

    private void isRefused(byte[] cut) throws IOException {
        Files.write(file, cut);
        assertThrows(UnsupportedMcapException.class, () -> McapRepair.repair(file));
        assertArrayEquals(cut, Files.readAllBytes(file));
    }

    @Test
    void lz4FramesWithLinkedBlocksAreRead() throws IOException {
        List<String> messages = Recordings.messages(read(linkedBlocks()));
        assertEquals(300, messages.size());
        assertEquals("{\"x\":299}", messages.get(299).strip());
        isLeftAsItIs(linkedBlocks(), 0);
    }

    @Test
    void ofLinkedBlocksThatWereCutOffIsKeptWhatCanBeRead() throws IOException {
        byte[] whole = linkedBlocks();
        long kept = 0;
        for (int cut = whole.length / 10; cut < whole.length; cut += whole.length / 10) {
            Files.write(file, Arrays.copyOf(whole, cut));
            long messages = McapRepair.repair(file).messages();
            assertTrue(messages >= kept, "cut at " + cut);
            assertEquals(messages, Recordings.messages(read(file)).size());
            kept = messages;
        }
        assertTrue(kept > 200, kept + " messages");
    }

    @Test
    void anUnknownCompressionIsNoDamage() throws IOException {
        byte[] cut = withChunk("brotli", 1_000, new byte[300]);
        isRefused(cut);
        isLeftAsItIs(ended(cut), 1);
    }

    @Test
    void aZstandardWindowAboveTheLimitIsNoDamage() throws IOException {
        byte[] zeros = new byte[1 << 20];
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStreamNoFinalizer(frame)) {
            out.write(zeros);
        }
        byte[] compressed = frame.toByteArray();
        compressed[5] = (byte) (31 - 10 << 3); // the window descriptor: 2^31 bytes
        byte[] cut = withChunk("zstd", zeros.length, compressed);
        isRefused(cut);
        isLeftAsItIs(ended(cut), 1);
    }

    @Test
    void everyFeatureLeftOutIsNoDamage() throws IOException {
        for (McapFeature left : McapFeature.values()) {
            for (Compression compression : Compression.values()) {
                isLeftAsItIs(Recordings.small(compression, 40, left), 0);
            }
        }
        isLeftAsItIs(Recordings.small(Compression.NONE, 40, McapFeature.values()), 0);
        isLeftAsItIs(Recordings.small(Compression.LZ4, 0), 0);
    }

    @Test
    void messagesOfAChannelWhoseDefinitionIsLostAreKept() throws IOException {
        byte[] damaged = linkedBlocks();
        damaged[100] ^= 1; // in the first chunk, which alone defines the channel
        Files.write(file, damaged);
        assertEquals(150, McapRepair.repair(file).messages());
        List<McapRecord> records = read(file);
        assertEquals(150, Recordings.messages(records).size());
        assertEquals(
                "/lost/channel/1",
                only(McapRecord.Channel.class, records).get(0).topic());
    }

    @Test
    void theSummaryDefinesAChannelWhoseDefinitionIsLost() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (McapWriter writer = McapWriter.to(bytes)
                .without(McapFeature.CHUNKS, McapFeature.DATA_CRC)
                .open()) {
            int schema = writer.schema("S", "jsonschema", ascii("{}"));
            writer.message(writer.channel(schema, "/t", "json", Map.of()), 1, ascii("{}"));
        }
        byte[] damaged = bytes.toByteArray();
        int channel = Opcodes.magic().length + 9 + 4 + 4 + "tally".length() + 9 + 2 + 4 + 1 + 4 + 10 + 4 + 2;
        assertEquals(Opcodes.CHANNEL, damaged[channel]);
        damaged[channel + 9 + 4 + 3] = 1; // the length of the topic
        Files.write(file, damaged);
        assertEquals(1, McapRepair.repair(file).messages());
        assertEquals("/t", only(McapRecord.Channel.class, read(file)).get(0).topic());
    }

    @Test
    void whatTheSummaryLeadsToIsKeptAfterARecordWithAWrongLength() throws IOException {
        byte[] whole = Recordings.small(Compression.LZ4, 40);
        McapRecord.ChunkIndex second =
                only(McapRecord.ChunkIndex.class, read(whole)).get(1);
        List<String> before = Recordings.messages(read(whole));
        byte[] damaged = whole.clone();
        ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putLong((int) second.chunkOffset() + 1, 1L << 40);
        Files.write(file, damaged);
        RepairOutcome outcome = McapRepair.repair(file);
        List<String> after = Recordings.messages(read(file));
        assertTrue(outcome.messages() > 30 && outcome.messages() < 40, outcome.toString());
        assertEquals(before.subList(before.size() - 20, before.size()), after.subList(after.size() - 20, after.size()));
    }

    @Test
    void aHeaderWithAWrongLengthLosesNoMessage() throws IOException {
        byte[] damaged = Recordings.small(Compression.NONE, 40);
        damaged[HEADER_LENGTH_OFFSET + 2] = 1;
        Files.write(file, damaged);
        assertEquals(40, McapRepair.repair(file).messages());
        assertEquals(40, Recordings.messages(read(file)).size());
    }
}

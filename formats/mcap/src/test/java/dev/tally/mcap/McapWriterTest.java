package dev.tally.mcap;

import static dev.tally.mcap.Recordings.ascii;
import static dev.tally.mcap.Recordings.only;
import static dev.tally.mcap.Recordings.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class McapWriterTest {

    @ParameterizedTest
    @EnumSource(Compression.class)
    void whatIsWrittenIsRead(Compression compression) throws IOException {
        List<McapRecord> records = read(Recordings.small(compression, 100));

        assertEquals(IntStream.range(0, 100).mapToObj(i -> "{\"x\":" + i + "}").toList(), Recordings.messages(records));
        McapRecord.Statistics statistics =
                only(McapRecord.Statistics.class, records).get(0);
        assertEquals(100, statistics.messageCount());
        assertEquals(1_000, statistics.startTimeNanos());
        assertEquals(1_099, statistics.endTimeNanos());
        assertEquals(Map.of(1, 66L, 2, 34L), statistics.channelMessageCounts());
        assertTrue(statistics.chunkCount() > 10);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aLargeMessageHasAChunkOfItsOwn(Compression compression) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] large = new byte[3_000_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 >> 3);
        }
        try (McapWriter writer = McapWriter.to(bytes).compression(compression).open()) {
            int channel = writer.channel(0, "/large", "octets", Map.of());
            writer.message(channel, 1, ascii("small"));
            writer.message(channel, 2, large);
            writer.message(channel, 3, ascii("small"));
        }
        List<McapRecord> records = read(bytes.toByteArray());
        List<McapRecord.Message> messages = only(McapRecord.Message.class, records);
        assertEquals(ByteBuffer.wrap(large), messages.get(1).data());
        assertEquals(3, messages.size());
        assertEquals(
                List.of(1L, 2L, 3L),
                only(McapRecord.ChunkIndex.class, records).stream()
                        .map(McapRecord.ChunkIndex::endTimeNanos)
                        .toList());
    }

    @Test
    void schemasAndChannelsAloneFillAChunkToo() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] data = new byte[10_000];
        try (McapWriter writer = McapWriter.to(bytes).chunkSize(100_000).open()) {
            for (int i = 0; i < 50; i++) {
                int schema = writer.schema("S" + i, "octets", data);
                assertTrue(writer.pendingBytes() < 100_000);
                writer.channel(schema, "/t" + i, "octets", Map.of("padding", "x".repeat(10_000)));
                assertTrue(writer.pendingBytes() < 100_000);
            }
            writer.message(1, 1, data);
        }
        List<McapRecord> records = read(bytes.toByteArray());
        assertEquals(1, only(McapRecord.Message.class, records).size());
        McapRecord.Statistics statistics =
                only(McapRecord.Statistics.class, records).get(0);
        assertEquals(50, statistics.schemaCount());
        assertEquals(50, statistics.channelCount());
        assertTrue(statistics.chunkCount() >= 10);
    }

    @Test
    void aRecordAboveTheLimitIsReadWithALargerOne(@TempDir Path directory) throws IOException {
        Path path = Files.write(directory.resolve("a.mcap"), Recordings.small(Compression.ZSTD, 100));
        String why = assertThrows(McapException.class, () -> McapFile.open(path, 1_000))
                .getMessage();
        assertTrue(why.endsWith("the recordLimit is 1000"), why);
        try (McapFile file = McapFile.open(path, Long.MAX_VALUE)) {
            assertEquals(100, file.messages(0, -1).size());
        }
    }

    @Test
    void theDataHasEachSchemaAndChannelOnce() throws IOException {
        byte[] file = Recordings.small(Compression.NONE, 60);
        List<McapRecord> defined = read(McapReader.from(new ByteArrayInputStream(file))).stream()
                .takeWhile(record -> !(record instanceof McapRecord.DataEnd))
                .filter(record -> record instanceof McapRecord.Schema || record instanceof McapRecord.Channel)
                .toList();
        assertEquals(3, defined.size(), defined.toString());
        assertEquals(3, new HashSet<>(defined).size());
    }

    @Test
    void withoutAChunkIndexTheFileSaysThatItCannotFindMessages(@TempDir Path directory) throws IOException {
        for (McapFeature left : List.of(McapFeature.CHUNKS, McapFeature.CHUNK_INDEX)) {
            byte[] bytes = Recordings.small(Compression.NONE, 10, left, left);
            try (McapFile file = McapFile.open(Files.write(directory.resolve("a.mcap"), bytes))) {
                assertThrows(McapException.class, () -> file.messages(0, -1));
            }
        }
    }

    @Test
    void theSummaryLeadsToEverything(@TempDir Path directory) throws IOException {
        Path path = Files.write(directory.resolve("a.mcap"), Recordings.small(Compression.ZSTD, 100));
        try (McapFile file = McapFile.open(path)) {
            assertEquals(100, file.messages(0, -1).size());
            assertEquals(
                    List.of("{\"x\":10}", "{\"x\":11}"),
                    file.messages(1_010, 1_011).stream()
                            .map(m -> Recordings.text(m.data()))
                            .toList());
            assertEquals(
                    "hello",
                    Recordings.text(file.read(file.attachments().get(0)).data()));
            assertEquals(
                    Map.of("projectId", "p"), file.read(file.metadata().get(0)).metadata());
            assertEquals(2, file.channels().size());
        }
    }

    @Test
    void aMessageAllocatesNothing() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] data = ascii("{\"x\":1234,\"y\":-5678}");
        int messages = 1_000_000;
        try (McapWriter writer = McapWriter.to(OutputStream.nullOutputStream()).open()) {
            int channel = writer.channel(0, "/t", "json", Map.of());
            for (int i = 0; i < 100_000; i++) {
                writer.message(channel, i, data); // the arrays grow to their size
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < messages; i++) {
                writer.message(channel, i, data);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated / messages == 0, allocated + " bytes for " + messages + " messages and their chunks");
        }
    }

    @Test
    void timesAreUnsigned() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (McapWriter writer = McapWriter.to(bytes).open()) {
            int channel = writer.channel(0, "/t", "json", Map.of());
            writer.message(channel, -1, ascii("{}"));
            writer.message(channel, 5, ascii("{}"));
        }
        McapRecord.Statistics statistics =
                only(McapRecord.Statistics.class, read(bytes.toByteArray())).get(0);
        assertEquals(5, statistics.startTimeNanos());
        assertEquals(-1, statistics.endTimeNanos());
    }

    @Test
    void wrongArgumentsChangeNothing(@TempDir Path directory) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (McapWriter writer = McapWriter.to(bytes).open()) {
            assertThrows(IllegalArgumentException.class, () -> writer.message(1, 1, ascii("{}")));
            assertThrows(IllegalArgumentException.class, () -> writer.channel(7, "/t", "json", Map.of()));
            int channel = writer.channel(0, "/t", "json", Map.of());
            assertThrows(IllegalArgumentException.class, () -> writer.message(channel + 1, 1, ascii("{}")));
            assertThrows(IllegalArgumentException.class, () -> writer.message(-1, 1, ascii("{}")));
            assertThrows(IndexOutOfBoundsException.class, () -> writer.message(channel, 1, 1, 1, ascii("{}"), 1, 2));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> writer.add(new McapRecord.Channel(channel, 0, "/other", "json", Map.of())));
            Map<String, String> half = new HashMap<>();
            half.put("key", null);
            assertThrows(NullPointerException.class, () -> writer.channel(0, "/null", "json", half));
            ByteBuffer large = ofSize(directory.resolve("large"), (1 << 30) + 1);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> writer.add(new McapRecord.Attachment(1, 1, "large", "octets", large)));
            writer.message(channel, 1, ascii("{}"));
        }
        List<McapRecord> records = read(bytes.toByteArray());
        assertEquals(List.of("{}"), Recordings.messages(records));
        assertEquals(1, only(McapRecord.Message.class, records).get(0).sequence());
    }

    /** Zeros that take no memory. */
    private static ByteBuffer ofSize(Path file, int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
        }
    }

    @Test
    void anInterruptedThreadStillWritesAWholeFile(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("a.mcap");
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (McapWriterBuilder builder : List.of(McapWriter.to(path), McapWriter.to(stream))) {
            try (McapWriter writer = builder.open()) {
                Recordings.fill(writer, 100);
                Thread.currentThread().interrupt();
                writer.sync();
            } finally {
                assertTrue(Thread.interrupted(), "the thread keeps its interrupt");
            }
        }
        assertEquals(100, Recordings.messages(read(path)).size());
        assertEquals(100, Recordings.messages(read(stream.toByteArray())).size());
    }

    @Test
    void interruptsInTheMiddleOfWritingLoseNothing(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("a.mcap");
        Thread writing = Thread.currentThread();
        AtomicBoolean done = new AtomicBoolean();
        Thread interrupting = new Thread(() -> {
            while (!done.get()) {
                writing.interrupt();
            }
        });
        interrupting.start();
        try (McapWriter writer = McapWriter.to(path).chunkSize(1_000).open()) {
            Recordings.fill(writer, 100_000);
        } finally {
            done.set(true);
            while (interrupting.isAlive()) {
                Thread.onSpinWait(); // a join could be interrupted, too
            }
            Thread.interrupted();
        }
        List<String> messages = Recordings.messages(read(path));
        assertEquals(100_000, messages.size());
        assertEquals("{\"x\":99999}", messages.get(99_999));
    }

    @Test
    void afterAFailureNothingMoreIsWritten() throws IOException {
        Full disk = new Full(100);
        McapWriter writer = McapWriter.to(disk).chunkSize(1).open();
        int channel = writer.channel(0, "/t", "json", Map.of());
        assertThrows(IOException.class, () -> {
            writer.message(channel, 1, ascii("{}"));
            writer.flush();
        });
        disk.room = 1 << 20;
        int written = disk.bytes.size();
        assertThrows(IOException.class, () -> writer.message(channel, 1, ascii("{}")));
        writer.close();
        assertEquals(written, disk.bytes.size());
        assertThrows(IllegalStateException.class, () -> writer.message(channel, 1, ascii("{}")));
    }

    /** A channel that fails after a number of bytes, as a full disk does. */
    private static final class Full extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int room;

        Full(int room) {
            this.room = room;
        }

        @Override
        public void write(int b) throws IOException {
            if (room == 0) {
                throw new IOException("No space left on device");
            }
            room--;
            bytes.write(b);
        }
    }
}

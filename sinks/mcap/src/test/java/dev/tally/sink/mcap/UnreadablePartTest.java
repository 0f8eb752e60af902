package dev.tally.sink.mcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapWriter;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start finds unfinished recordings that it cannot read: it must not destroy what another program can. */
class UnreadablePartTest {
    private static final String NAME = "kmmon-1000.mcap";
    private static final int MESSAGES = 40;

    @TempDir
    Path directory;

    private final List<String> warnings = new ArrayList<>();

    private Path part(byte[] bytes) throws IOException {
        return Files.write(directory.resolve(NAME + ".part"), bytes);
    }

    private void start() throws IOException {
        RecordingListener listener = new RecordingListener() {
            @Override
            public void warned(String what) {
                warnings.add(what);
            }
        };
        McapSink.into(directory).listener(listener).start().close();
    }

    private List<String> names() throws IOException {
        return Recordings.files(directory, "*").stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    @Test
    void withoutTheLibraryItStaysAndAStartWithTheLibraryFinishesIt() throws Exception {
        byte[] cutOff = cutInTheLastChunk(Recordings.small(Compression.ZSTD, MESSAGES));
        Path part = part(cutOff);
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("zstd-jni")) {
                urls.add(new File(entry).toURI().toURL());
            }
        }
        try (URLClassLoader without =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> sink = Class.forName("dev.tally.sink.mcap.McapSink", true, without);
            Object builder = sink.getMethod("into", Path.class).invoke(null, directory);
            Object opened = builder.getClass().getMethod("start").invoke(builder);
            sink.getMethod("close").invoke(opened);
        }
        assertArrayEquals(cutOff, Files.readAllBytes(part));
        start();
        assertEquals(List.of(NAME), names());
        assertTrue(Recordings.count(List.of(directory.resolve(NAME))) > MESSAGES / 2);
    }

    @Test
    void anUnknownCompressionStaysAndIsNamed() throws IOException {
        byte[] unknown = new String(Recordings.small(Compression.ZSTD, MESSAGES), StandardCharsets.ISO_8859_1)
                .replace("zstd", "brot")
                .getBytes(StandardCharsets.ISO_8859_1);
        Path part = part(unknown);
        start();
        assertArrayEquals(unknown, Files.readAllBytes(part));
        assertEquals(List.of(part.getFileName().toString()), names());
        assertTrue(warnings.get(0).contains("\"brot\""), warnings.toString());
    }

    @Test
    void linkedBlocksOfLz4AreRead() throws IOException {
        part(withLinkedBlocks());
        start();
        assertEquals(List.of(NAME), names());
        assertEquals(MESSAGES, Recordings.count(List.of(directory.resolve(NAME))));
        assertEquals(List.of(), warnings);
    }

    @Test
    void aFirstChunkThatWasCutOffIsSetAsideAsItWas() throws IOException {
        byte[] cutOff = Arrays.copyOf(Recordings.small(Compression.ZSTD, MESSAGES), 120);
        part(cutOff);
        start();
        assertEquals(List.of(NAME + ".part.damaged"), names());
        assertArrayEquals(cutOff, Files.readAllBytes(directory.resolve(NAME + ".part.damaged")));
        assertTrue(warnings.get(0).contains("no message"), warnings.toString());
    }

    @Test
    void aFileThatIsDamagedInTheMiddleLosesNoOtherChunkAndIsKeptAsItWas() throws IOException {
        byte[] damaged = Recordings.small(Compression.ZSTD, 400);
        int middle = damaged.length / 3;
        Arrays.fill(damaged, middle, middle + 100, (byte) 0);
        assertLittleIsLostAndItIsKeptAsItWas(damaged);
        assertTrue(warnings.get(0).contains("kept as " + NAME + ".part.damaged"), warnings.toString());
    }

    @Test
    void aFileThatIsDamagedAtItsFirstChunkIsKeptAsItWas() throws IOException {
        byte[] damaged = Recordings.small(Compression.ZSTD, 400);
        Arrays.fill(damaged, 60, 100, (byte) 0);
        assertLittleIsLostAndItIsKeptAsItWas(damaged);
    }

    private void assertLittleIsLostAndItIsKeptAsItWas(byte[] damaged) throws IOException {
        byte[] unfinished = Arrays.copyOf(damaged, damaged.length - 20);
        part(unfinished);
        start();
        assertEquals(List.of(NAME, NAME + ".part.damaged"), names());
        assertArrayEquals(unfinished, Files.readAllBytes(directory.resolve(NAME + ".part.damaged")));
        assertTrue(Recordings.count(List.of(directory.resolve(NAME))) > 350);
    }

    @Test
    void aSmallFileWithAHugeChunkStaysAsItIsAndTheOthersAreFinished() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (McapWriter writer =
                McapWriter.to(bytes).compression(Compression.ZSTD).open()) {
            int channel = writer.channel(0, "/zeros", "", Map.of());
            writer.message(channel, 1, new byte[20 << 20]);
        }
        byte[] huge = Arrays.copyOf(bytes.toByteArray(), bytes.size() - 20);
        Path part = part(huge);
        Files.write(directory.resolve("kmmon-2000.mcap.part"), Recordings.small(Compression.ZSTD, MESSAGES));
        start();
        assertEquals(List.of(NAME + ".part", "kmmon-2000.mcap"), names());
        assertArrayEquals(huge, Files.readAllBytes(part));
        assertTrue(warnings.get(0).contains("stays as it is"), warnings.toString());
    }

    @Test
    void whatIsSetAsideReplacesNothing() throws IOException {
        Path earlier = Files.writeString(directory.resolve(NAME + ".part.damaged"), "an earlier one");
        part("not a recording".getBytes(StandardCharsets.UTF_8));
        start();
        assertEquals("an earlier one", Files.readString(earlier));
        assertEquals("not a recording", Files.readString(directory.resolve(NAME + ".part.damaged.2")));
    }

    @Test
    void aFileOfNothingButAHeaderIsDeleted() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (McapWriter writer = McapWriter.to(bytes).open()) {
            writer.flush();
            part(bytes.toByteArray());
        }
        start();
        assertEquals(List.of(), names());
        assertEquals(List.of(), warnings);
    }

    private static byte[] cutInTheLastChunk(byte[] whole) {
        return Arrays.copyOf(whole, whole.length * 3 / 4);
    }

    /**
     * A recording in one chunk of LZ4 whose frame declares that its blocks depend on each other, as other writers do.
     */
    private static byte[] withLinkedBlocks() throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (McapWriter writer = McapWriter.to(plain).open()) {
            int channel = writer.channel(0, "/mouse", "json", Map.of());
            for (int i = 0; i < MESSAGES; i++) {
                writer.message(channel, 1_000 + i, "{}".getBytes(StandardCharsets.UTF_8));
            }
            writer.flush();
            return compressChunk(plain.toByteArray());
        }
    }

    /**
     * Replaces the one chunk at the end of an unfinished file. Its fields: two times, size, CRC, compression, records.
     */
    private static byte[] compressChunk(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int chunk = 8;
        while (file[chunk] != 6) {
            chunk += 9 + (int) in.getLong(chunk + 1);
        }
        int compressionAt = chunk + 9 + 28;
        int recordsAt = compressionAt + 4 + 8; // no compression has an empty name
        int recordsLength = (int) in.getLong(compressionAt + 4);
        byte[] frame = linkedFrame(Arrays.copyOfRange(file, recordsAt, recordsAt + recordsLength));
        ByteBuffer out = ByteBuffer.allocate(recordsAt + 3 + frame.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(file, 0, compressionAt).putInt(3).put("lz4".getBytes(StandardCharsets.US_ASCII));
        out.putLong(frame.length).put(frame);
        return out.putLong(chunk + 1, 28 + 4 + 3 + 8 + frame.length).array();
    }

    private static byte[] linkedFrame(byte[] records) {
        byte[] descriptor = {0x40, 0x40}; // version 1 without the flag of independent blocks; blocks of 64 KiB
        int hash = XXHashFactory.safeInstance().hash32().hash(descriptor, 0, 2, 0);
        ByteBuffer frame = ByteBuffer.allocate(4 + 3 + 4 + records.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(0x184D2204).put(descriptor).put((byte) (hash >> 8));
        frame.putInt(records.length | 0x80000000).put(records); // a block that is stored as it is
        return frame.putInt(0).array();
    }
}

package dev.tally.mcap;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Any bytes are read as records or fail with an {@link McapException}, without another error and without much memory. */
class HostileFileProperties {
    private static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P', '0', '\r', '\n'};

    private static void read(byte[] file) throws IOException {
        Recordings.read(McapReader.from(new ByteArrayInputStream(file)));
    }

    private static void meets(byte[] file) {
        try {
            read(file);
        } catch (McapException expected) {
            assertTrue(expected.getMessage().length() > 10);
        } catch (IOException e) {
            throw new AssertionError("the disk failed, but the test uses no disk", e);
        }
        meetsOnDisk(file);
    }

    private static void meetsOnDisk(byte[] bytes) {
        try {
            Path file = Files.createTempFile("hostile", ".mcap");
            try {
                Files.write(file, bytes);
                lookUp(file);
                repair(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void lookUp(Path path) throws IOException {
        try (McapFile file = McapFile.open(path)) {
            file.messages(0, -1);
            for (McapRecord.AttachmentIndex index : file.attachments()) {
                file.read(index);
            }
        } catch (McapException expected) {
            assertTrue(expected.getMessage().length() > 10);
        }
    }

    private static void repair(Path file) throws IOException {
        try {
            McapRepair.repair(file);
        } catch (McapException notMcap) {
            return;
        }
        Recordings.read(file); // what could be repaired is valid
    }

    @Property(tries = 300)
    void randomBytes(@ForAll @Size(max = 400) byte[] tail) {
        byte[] file = new byte[MAGIC.length + tail.length];
        System.arraycopy(MAGIC, 0, file, 0, MAGIC.length);
        System.arraycopy(tail, 0, file, MAGIC.length, tail.length);
        meets(file);
    }

    @Property(tries = 600)
    void anyByteChanged(@ForAll Compression compression, @ForAll @IntRange(max = 9_999) int where, @ForAll byte value)
            throws IOException {
        byte[] file = Recordings.small(compression, 12);
        file[where % file.length] = value;
        meets(file);
    }

    @Property(tries = 600)
    void anyLengthHuge(@ForAll Compression compression, @ForAll @IntRange(max = 9_999) int where, @ForAll long value)
            throws IOException {
        byte[] file = Recordings.small(compression, 12);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(where % (file.length - 8), value);
        meets(file);
    }

    @Property(tries = 200)
    void cutAndDamaged(@ForAll @IntRange(max = 9_999) int cut, @ForAll @IntRange(max = 9_999) int where)
            throws IOException {
        byte[] whole = Recordings.small(Compression.LZ4, 12);
        byte[] file = Arrays.copyOf(whole, 1 + cut % whole.length);
        file[where % file.length] ^= 0x55;
        meets(file);
    }

    @Example
    void lengthsNearTheEndOfTheirRange() {
        for (long length : new long[] {Long.MAX_VALUE, -1, Long.MIN_VALUE, Integer.MAX_VALUE, 1L << 32, 1L << 28}) {
            byte[] file = ByteBuffer.allocate(40)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(MAGIC)
                    .put((byte) 1)
                    .putLong(length)
                    .array();
            assertThrows(McapException.class, () -> read(file));
        }
    }

    @Example
    void aChunkThatClaimsALotUncompressedIsAnErrorBeforeItIsMemory() throws IOException {
        for (Compression compression : Compression.values()) {
            byte[] file = Recordings.small(compression, 12);
            // The first chunk follows the 8 bytes of magic and the 9 + 4 + 9 of the header; two times precede its
            // size.
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(8 + 22 + 9 + 16, Integer.MAX_VALUE / 9);
            assertThrows(McapException.class, () -> read(file));
        }
    }
}

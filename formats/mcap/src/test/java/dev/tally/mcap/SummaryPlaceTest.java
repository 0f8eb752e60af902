package dev.tally.mcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The summary is where the footer says, after DataEnd, and its CRC is checked wherever that is. */
class SummaryPlaceTest {
    private static final int MAGIC = 8;
    private static final int DATA_END = 9 + 4;
    private static final int CRC_FROM_END = MAGIC + 4;
    private static final int START_FROM_END = CRC_FROM_END + 8 + 8;
    private static final int FOOTER_FROM_END = START_FROM_END + 9;
    private static final byte[] PRIVATE = {(byte) 0x80, 3, 0, 0, 0, 0, 0, 0, 0, 'a', 'b', 'c'};

    @TempDir
    Path directory;

    private static byte[] file() throws IOException {
        return Recordings.small(Compression.NONE, 12, McapFeature.DATA_CRC);
    }

    private static ByteBuffer little(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int start(byte[] file) {
        return (int) little(file).getLong(file.length - START_FROM_END);
    }

    /** Lets the footer say that the summary begins here, with the CRC of what follows. */
    private static byte[] withStart(byte[] file, int start) {
        little(file).putLong(file.length - START_FROM_END, start);
        return withCrcFrom(file, start);
    }

    private static byte[] withCrcFrom(byte[] file, int start) {
        CRC32 crc = new CRC32();
        crc.update(file, start, file.length - CRC_FROM_END - start);
        little(file).putInt(file.length - CRC_FROM_END, (int) crc.getValue());
        return file;
    }

    /** Lets the footer say that the summary begins here, without a CRC. */
    private static byte[] withWrongStart(byte[] file, long start) {
        little(file).putLong(file.length - START_FROM_END, start).putInt(file.length - CRC_FROM_END, 0);
        return file;
    }

    /** Puts private records between DataEnd and the summary. */
    private static byte[] withPrivateRecords(byte[] file, int count) {
        int at = start(file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, at);
        for (int i = 0; i < count; i++) {
            out.writeBytes(PRIVATE);
        }
        out.write(file, at, file.length - at);
        return out.toByteArray();
    }

    private static void assertRefused(String why, byte[] file) {
        String said =
                assertThrows(McapException.class, () -> Recordings.read(file)).getMessage();
        assertTrue(said.contains(why), said);
    }

    private Path onDisk(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("a.mcap"), bytes);
    }

    @Test
    void aFooterWithoutDataEndIsDamage() throws IOException {
        byte[] file = file();
        file[start(file) - DATA_END] ^= (byte) 0x80; // one bit: now a record of a private kind
        assertRefused("without the DataEnd", file);
        assertEquals(12, McapRepair.repair(onDisk(file)).messages());
        assertEquals(
                12,
                Recordings.messages(Recordings.read(directory.resolve("a.mcap")))
                        .size());
    }

    @Test
    void aSecondDataEndIsDamage() throws IOException {
        byte[] file = file();
        int at = start(file);
        byte[] twice = new byte[file.length + DATA_END];
        System.arraycopy(file, 0, twice, 0, at);
        System.arraycopy(file, at - DATA_END, twice, at, DATA_END + file.length - at);
        assertRefused("after the DataEnd", withWrongStart(twice, at + DATA_END));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void theCrcOfTheSummaryIsCheckedWhereverItBegins(int privateRecords) throws IOException {
        int end = start(file());
        for (int start : new int[] {end, end + privateRecords * PRIVATE.length}) {
            byte[] file = withStart(withPrivateRecords(file(), privateRecords), start);
            assertEquals(12, Recordings.messages(Recordings.read(file)).size());
            file[file.length - FOOTER_FROM_END - 1] ^= 1; // the last byte of the summary
            assertRefused("the summary at offset " + start + " has the CRC", file);
        }
    }

    @Test
    void theSummaryMayBeginAtAnyOfThePrivateRecords() throws IOException {
        int end = start(file());
        byte[] file = withStart(withPrivateRecords(file(), 3), end + PRIVATE.length);
        assertEquals(12, Recordings.messages(Recordings.read(file)).size());
        Path path = onDisk(file);
        assertEquals(0, McapRepair.repair(path).lostBytes());
        assertArrayEquals(file, Files.readAllBytes(path));
    }

    @Test
    void aSummaryThatBeginsElsewhereIsDamageWhichARepairMends() throws IOException {
        int right = start(file());
        int footer = file().length - FOOTER_FROM_END;
        for (long wrong : new long[] {MAGIC, right - DATA_END, right + 1, footer + 1, Long.MAX_VALUE, -1}) {
            byte[] file = withWrongStart(file(), wrong);
            assertRefused("says that the summary begins at offset " + Long.toUnsignedString(wrong), file);
            Path path = onDisk(file);
            assertEquals(12, McapRepair.repair(path).messages());
            assertEquals(12, Recordings.messages(Recordings.read(path)).size());
            try (McapFile mended = McapFile.open(path)) {
                assertEquals(12, mended.messages(0, -1).size());
            }
        }
    }

    @Test
    void aSummaryInsideOfTheFooterIsDamageAndTheFileIsClosed() throws IOException {
        int footer = file().length - FOOTER_FROM_END;
        for (long start : new long[] {footer + 1, footer + 28, file().length, Long.MAX_VALUE, -1}) {
            Path path = onDisk(withWrongStart(file(), start));
            String said =
                    assertThrows(McapException.class, () -> McapFile.open(path)).getMessage();
            assertTrue(said.contains("which is not before it"), said);
            assertEquals(List.of(), openDescriptors(path));
        }
    }

    private static List<Path> openDescriptors(Path file) throws IOException {
        Path all = Path.of("/proc/self/fd");
        if (!Files.isDirectory(all)) {
            return List.of();
        }
        try (Stream<Path> descriptors = Files.list(all)) {
            return descriptors.filter(descriptor -> leadsTo(descriptor, file)).toList();
        }
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void aFileWithoutASummaryIsRead() throws IOException {
        byte[] file = file();
        int start = start(file);
        byte[] streamed = Arrays.copyOf(file, start + FOOTER_FROM_END);
        System.arraycopy(file, file.length - FOOTER_FROM_END, streamed, start, FOOTER_FROM_END);
        assertEquals(
                12,
                Recordings.messages(Recordings.read(withStart(streamed, start))).size());
        little(streamed).putLong(streamed.length - START_FROM_END, 0);
        assertEquals(
                12,
                Recordings.messages(Recordings.read(withCrcFrom(streamed, start)))
                        .size());
    }
}

package dev.tally.mcap;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * No message that a reader finds before a repair is missing after it. With MCAP_CONFORMANCE_DIR and MCAP_FOREIGN_DIR
 * set, the files in these directories are tried as well.
 */
class RepairProperties {
    private static final List<String> DIRECTORIES = List.of("MCAP_CONFORMANCE_DIR", "MCAP_FOREIGN_DIR");

    private static List<byte[]> own() throws IOException {
        return List.of(
                Recordings.small(Compression.NONE, 12),
                Recordings.small(Compression.LZ4, 12),
                Recordings.small(Compression.ZSTD, 12),
                Recordings.small(Compression.NONE, 12, McapFeature.CHUNKS),
                Recordings.small(Compression.NONE, 12, McapFeature.DATA_CRC, McapFeature.MESSAGE_INDEX),
                Recordings.small(Compression.LZ4, 12, McapFeature.DATA_CRC, McapFeature.CHUNK_CRC),
                linkedBlocks());
    }

    private static byte[] linkedBlocks() throws IOException {
        try (var in = RepairProperties.class.getResourceAsStream("linked-blocks.mcap")) {
            return in.readAllBytes();
        }
    }

    @Provide
    Arbitrary<byte[]> files() throws IOException {
        return Arbitraries.of(own());
    }

    /** Counts the messages that one of the two ways of reading finds. */
    private static Map<McapRecord.Message, Integer> found(Path file) throws IOException {
        Map<McapRecord.Message, Integer> found = streamed(file);
        indexed(file).forEach((message, count) -> found.merge(message, count, Math::max));
        return found;
    }

    /** Counts the messages that are found from the start of the file up to its first fault. */
    private static Map<McapRecord.Message, Integer> streamed(Path file) throws IOException {
        Map<McapRecord.Message, Integer> found = new HashMap<>();
        try (McapReader reader = McapReader.from(file).open()) {
            for (Optional<McapRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get() instanceof McapRecord.Message message) {
                    found.merge(message, 1, Integer::sum);
                }
            }
        } catch (McapException damagedFromHere) {
            // The messages before this fault are counted.
        }
        return found;
    }

    /** Counts the messages that the summary leads to. */
    private static Map<McapRecord.Message, Integer> indexed(Path path) throws IOException {
        Map<McapRecord.Message, Integer> found = new HashMap<>();
        try (McapFile file = McapFile.open(path)) {
            file.messages(0, -1).forEach(message -> found.merge(message, 1, Integer::sum));
        } catch (McapException damaged) {
            return Map.of();
        }
        return found;
    }

    private static void repairLosesNothing(byte[] bytes, String what) throws IOException {
        Path file = Files.createTempFile("repair", ".mcap");
        try {
            Files.write(file, bytes);
            Map<McapRecord.Message, Integer> before = found(file);
            try {
                McapRepair.repair(file);
            } catch (McapException refused) {
                assertTrue(Arrays.equals(bytes, Files.readAllBytes(file)), what + ": refused, and changed");
                return;
            }
            assertHolds(found(file), before, what);
        } finally {
            Files.delete(file);
        }
    }

    private static void assertHolds(
            Map<McapRecord.Message, Integer> after, Map<McapRecord.Message, Integer> before, String what) {
        before.forEach((message, count) ->
                assertTrue(after.getOrDefault(message, 0) >= count, () -> what + ": missing after repair: " + message));
    }

    @Property(tries = 600)
    void afterAnyCut(@ForAll("files") byte[] whole, @ForAll @IntRange(max = 99_999) int cut) throws IOException {
        repairLosesNothing(Arrays.copyOf(whole, cut % (whole.length + 1)), "cut");
    }

    @Property(tries = 1_500)
    void afterAnyByteChanged(
            @ForAll("files") byte[] whole, @ForAll @IntRange(max = 99_999) int where, @ForAll byte value)
            throws IOException {
        byte[] damaged = whole.clone();
        damaged[where % damaged.length] = value;
        repairLosesNothing(damaged, "byte changed");
    }

    @Example
    void afterAnyRecordOfAnotherKind() throws IOException {
        for (byte[] whole : own()) {
            for (int at : recordOffsets(whole)) {
                for (byte opcode = 1; opcode <= 16; opcode++) {
                    byte[] damaged = whole.clone();
                    damaged[at] = opcode;
                    repairLosesNothing(damaged, "opcode " + opcode + " at " + at);
                    ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putLong(at + 1, whole.length);
                    repairLosesNothing(damaged, "opcode " + opcode + " at " + at + ", over the end");
                }
            }
        }
    }

    private static List<Integer> recordOffsets(byte[] whole) {
        List<Integer> offsets = new ArrayList<>();
        ByteBuffer file = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        int magic = 8;
        int prefix = 9;
        for (int at = magic; at < whole.length - magic; at += prefix + (int) file.getLong(at + 1)) {
            offsets.add(at);
        }
        return offsets;
    }

    @Property(tries = 600)
    void afterAnyLengthHuge(
            @ForAll("files") byte[] whole, @ForAll @IntRange(max = 99_999) int where, @ForAll long value)
            throws IOException {
        byte[] damaged = whole.clone();
        ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putLong(where % (damaged.length - 8), value);
        repairLosesNothing(damaged, "length changed");
    }

    @Property(tries = 300)
    void afterBytesAppended(@ForAll("files") byte[] whole, @ForAll byte[] more) throws IOException {
        byte[] longer = Arrays.copyOf(whole, whole.length + more.length);
        System.arraycopy(more, 0, longer, whole.length, more.length);
        repairLosesNothing(longer, "bytes appended");
    }

    @Example
    void foreignFilesStayAsTheyAreAndLoseNothingWhenCut() throws IOException {
        for (String name : DIRECTORIES) {
            String directory = System.getenv(name);
            if (directory == null) {
                System.out.println("RepairProperties: " + name + " is not set; its files are not tried");
                continue;
            }
            try (Stream<Path> found = Files.walk(Path.of(directory))) {
                for (Path foreign :
                        found.filter(f -> f.toString().endsWith(".mcap")).toList()) {
                    byte[] bytes = Files.readAllBytes(foreign);
                    isLeftAsItIs(bytes, foreign);
                    for (int tenth = 1; tenth < 10; tenth++) {
                        repairLosesNothing(
                                Arrays.copyOf(bytes, (int) (bytes.length * (tenth / 10.0))), foreign.toString());
                    }
                }
            }
        }
    }

    private static void isLeftAsItIs(byte[] whole, Path foreign) throws IOException {
        Path file = Files.createTempFile("whole", ".mcap");
        try {
            Files.write(file, whole);
            RepairOutcome outcome = McapRepair.repair(file);
            assertTrue(outcome.lostBytes() == 0 && Arrays.equals(whole, Files.readAllBytes(file)), foreign.toString());
        } finally {
            Files.delete(file);
        }
    }
}

package dev.tally.mcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.mcap.internal.Opcodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chunk index that is false makes no more messages than the file has. */
class ChunkIndexTest {
    private static final int OFFSET_AT = Opcodes.PREFIX + 2 * Long.BYTES;

    @TempDir
    Path directory;

    /** A file of several chunks, and where two of its chunk indexes are. */
    private final ByteBuffer file;

    private final int first;
    private final int second;

    ChunkIndexTest() throws IOException {
        byte[] bytes = Recordings.small(Compression.NONE, 40, McapFeature.SUMMARY_CRC);
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        first = Recordings.only(McapRecord.SummaryOffset.class, Recordings.read(bytes)).stream()
                .filter(group -> group.groupOpcode() == Opcodes.CHUNK_INDEX)
                .mapToInt(group -> (int) group.groupStart())
                .findFirst()
                .orElseThrow();
        second = first + Opcodes.PREFIX + (int) file.getLong(first + 1);
    }

    private List<String> messages() throws IOException {
        try (McapFile open = McapFile.open(Files.write(directory.resolve("a.mcap"), file.array()))) {
            return open.messages(0, -1).stream()
                    .map(message -> Recordings.text(message.data()))
                    .toList();
        }
    }

    /** Writes offset and length of a chunk into the second index. */
    private void place(long offset, long length) {
        file.putLong(second + OFFSET_AT, offset).putLong(second + OFFSET_AT + Long.BYTES, length);
    }

    private void assertRefused() {
        String said = assertThrows(McapException.class, this::messages).getMessage();
        assertTrue(said.contains("twice, or another one inside of it"), said);
    }

    @Test
    void aChunkThatIsNamedTwiceIsDamage() {
        place(file.getLong(first + OFFSET_AT), file.getLong(first + OFFSET_AT + Long.BYTES));
        assertRefused();
    }

    @Test
    void chunksThatOverlapAreDamage() {
        place(file.getLong(first + OFFSET_AT) + 1, 50);
        assertRefused();
        place(file.getLong(first + OFFSET_AT), 0);
        assertRefused();
    }

    @Test
    void messagesComeInTheOrderOfTheFileThoughTheIndexHasAnother() throws IOException {
        List<String> inOrder = messages();
        byte[] swapped = file.array().clone();
        System.arraycopy(file.array(), first, swapped, first + third() - second, second - first);
        System.arraycopy(file.array(), second, swapped, first, third() - second);
        file.put(0, swapped);
        assertEquals(inOrder, messages());
        assertEquals(40, inOrder.size());
    }

    private int third() {
        return second + Opcodes.PREFIX + (int) file.getLong(second + 1);
    }
}

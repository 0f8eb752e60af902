package dev.tally.mcap.internal;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.tally.mcap.McapRecord;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final long HEADS = 4 * Opcodes.PREFIX + 64; // of a schema, a channel and two messages
    private static final long LARGEST_PAIR = 2L * Limits.DEFINITION;

    @Test
    void theLargestChunkThatIsWrittenIsRead() {
        long alone = LARGEST_PAIR + Limits.DATA + HEADS;
        long justBeforeFull = Limits.CHUNK_SIZE - 1 + LARGEST_PAIR + Limits.CHUNK_SIZE + HEADS;
        assertTrue(Math.max(alone, justBeforeFull) <= Limits.CHUNK);
    }

    @Test
    void itsRecordIsReadHoweverLittleItCanBeCompressed() {
        long lz4 = Limits.CHUNK + 4 * (Limits.CHUNK / (1 << 16)) + 64;
        assertTrue(Math.max(Zstd.compressBound(Limits.CHUNK), lz4) + 128 <= Limits.RECORD);
    }

    @Test
    void definitionsAreBounded() {
        String large = "x".repeat(Limits.DEFINITION);
        Map<String, String> map = Map.of("k", large);
        McapRecord.Schema schema = new McapRecord.Schema(
                1, "s", "e", ByteBuffer.allocate(Limits.DEFINITION).asReadOnlyBuffer());
        assertThrows(IllegalArgumentException.class, () -> Limits.require(schema));
        assertThrows(
                IllegalArgumentException.class, () -> Limits.require(new McapRecord.Channel(1, 0, "/t", "json", map)));
        assertThrows(IllegalArgumentException.class, () -> Limits.require(new McapRecord.Metadata("m", map)));
        Limits.require(new McapRecord.Metadata("m", Map.of("k", large.substring(1_000))));
    }
}

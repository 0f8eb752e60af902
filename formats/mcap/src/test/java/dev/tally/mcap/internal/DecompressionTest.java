package dev.tally.mcap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DecompressionTest {
    private static final int SIZE = (1 << 20) + 1; // a buffer that only doubles would have 2 MiB in the end
    private static final int STEP = 1 << 17;

    private static McapRecord.Chunk zeros(Codec codec) throws IOException {
        RecordBuffer compressed = new RecordBuffer(1 << 12);
        codec.compress(new byte[SIZE], SIZE, compressed);
        ByteBuffer records = ByteBuffer.wrap(compressed.bytes(), 0, compressed.size());
        return new McapRecord.Chunk(0, 0, SIZE, 0, codec.wireName(), records);
    }

    @Test
    void aChunkTakesHardlyMoreMemoryThanItSays() throws IOException {
        for (Compression compression : new Compression[] {Compression.LZ4, Compression.ZSTD}) {
            try (Codec codec = Codec.named(compression.wireName(), 0);
                    Decompression decompression = new Decompression(1L << 30, true)) {
                McapRecord.Chunk chunk = zeros(codec);
                for (ByteBuffer records :
                        new ByteBuffer[] {decompression.records(chunk, 0), decompression.firstRecords(chunk)}) {
                    assertEquals(SIZE, records.remaining());
                    assertTrue(records.array().length <= SIZE + STEP, records.array().length + " bytes");
                }
            }
        }
    }
}

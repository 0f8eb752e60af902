package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;

/**
 * Keeps the open chunk of a file in a journal, from which {@link Journal} reads it after a crash.
 *
 * <p>The journal is an MCAP file without an end:
 *
 * <pre>
 * Header
 * Metadata   where the chunk will be in the file; see {@link Journal#mark}
 * Chunk      the schemas and channels that the file had by then
 * Chunk      what the open chunk got since the checkpoint before, uncompressed; one for each checkpoint
 * </pre>
 *
 * <p>It is begun anew with the first checkpoint of the next chunk. Until then it repeats what the file has already.
 */
public final class JournalWriter {
    private final FileChannel channel;
    private final String compression;
    private final RecordBuffer buffer = new RecordBuffer(1 << 12);
    private final CRC32 crc = new CRC32();
    private int saved; // how many bytes of the open chunk are in the journal

    /**
     * Creates a writer of a journal.
     *
     * @param channel what it held is no longer needed
     * @param compression the name of the compression of the file's chunks
     */
    public JournalWriter(FileChannel channel, String compression) {
        this.channel = channel;
        this.compression = compression;
    }

    /** The chunk has been closed. */
    void endChunk() {
        saved = 0;
    }

    /**
     * Saves what the chunk got since the last time.
     *
     * @param chunkOffset where the chunk will begin in the file, which has everything before
     * @param synced whether to wait until the disk has it
     */
    void save(ChunkBuilder chunk, FileIndex index, long chunkOffset, boolean synced) throws IOException {
        RecordBuffer records = chunk.records();
        if (records.size() == saved) {
            return;
        }
        if (saved == 0) {
            channel.truncate(0);
            begin(chunk, index, chunkOffset);
        }
        put(chunk, records.bytes(), saved, records.size() - saved);
        writeBuffer();
        if (synced) {
            channel.force(false);
        }
        saved = records.size();
    }

    private void begin(ChunkBuilder chunk, FileIndex index, long chunkOffset) {
        buffer.clear(); // it is not empty after a failure
        RecordBuffer start = RecordEncoder.start(new McapRecord.Header("", "tally"));
        buffer.put(start.bytes(), 0, start.size());
        RecordEncoder.metadata(buffer, Journal.mark(chunkOffset, chunk.start(), compression));
        RecordBuffer definitions = new RecordBuffer(1 << 12);
        index.schemas().forEach(schema -> RecordEncoder.schema(definitions, schema));
        index.channels().forEach(known -> RecordEncoder.channel(definitions, known));
        put(chunk, definitions.bytes(), 0, definitions.size());
    }

    private void put(ChunkBuilder chunk, byte[] records, int offset, int length) {
        crc.reset();
        crc.update(records, offset, length);
        RecordEncoder.chunkHead(buffer, chunk.start(), chunk.end(), length, crc.getValue(), "", length);
        buffer.put(records, offset, length);
    }

    private void writeBuffer() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer.bytes(), 0, buffer.size());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        buffer.clear();
    }
}

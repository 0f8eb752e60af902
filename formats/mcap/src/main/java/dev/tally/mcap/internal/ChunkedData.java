package dev.tally.mcap.internal;

import dev.tally.mcap.McapFeature;
import dev.tally.mcap.McapRecord;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/** Gathers schemas, channels and messages in chunks, and keeps the open chunk in a journal if there is one. */
public final class ChunkedData implements DataSection {
    private static final int LARGEST_FIRST_CAPACITY = 1 << 20;

    private final Output output;
    private final FileIndex index;
    private final boolean hasCrc;
    private final int chunkSize;
    private final Codec codec;
    private final Optional<JournalWriter> journal;
    private final ChunkBuilder chunk;
    private final RecordBuffer buffer = new RecordBuffer(1 << 12);
    private final RecordBuffer compressed = new RecordBuffer(1 << 12);
    private final CRC32 crc = new CRC32();

    /**
     * Creates a section that writes to this output.
     *
     * @param index gets an entry for each chunk; has the schemas and channels before they come here
     * @param chunkSize where a chunk is closed, in bytes before compression
     * @param codec closed with the section
     */
    public ChunkedData(
            Output output,
            FileIndex index,
            Set<McapFeature> features,
            int chunkSize,
            Codec codec,
            Optional<JournalWriter> journal) {
        this.output = output;
        this.index = index;
        this.hasCrc = features.contains(McapFeature.CHUNK_CRC);
        this.chunkSize = chunkSize;
        this.codec = codec;
        this.journal = journal;
        this.chunk = new ChunkBuilder(
                Math.min(chunkSize, LARGEST_FIRST_CAPACITY) + (1 << 12), features.contains(McapFeature.MESSAGE_INDEX));
    }

    @Override
    public void schema(McapRecord.Schema schema) throws IOException {
        chunk.schema(schema);
        flushFullChunk();
    }

    @Override
    public void channel(McapRecord.Channel channel) throws IOException {
        chunk.channel(channel);
        flushFullChunk();
    }

    @Override
    public RecordBuffer beginMessage(int channelId, long logTimeNanos, int length) throws IOException {
        if (length > chunkSize) {
            flush(); // or a chunk could be larger than what can be read
        }
        return chunk.message(channelId, logTimeNanos);
    }

    @Override
    public void endMessage() throws IOException {
        flushFullChunk();
    }

    private void flushFullChunk() throws IOException {
        if (chunk.records().size() >= chunkSize) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        output.requireWritable();
        if (!chunk.isEmpty()) {
            output.guarded(this::writeChunk);
            chunk.clear();
            journal.ifPresent(JournalWriter::endChunk);
        }
    }

    @Override
    public void checkpoint(boolean synced) throws IOException {
        if (journal.isEmpty()) {
            flush();
        }
        output.requireWritable();
        output.guarded(() -> {
            if (synced) {
                output.sync();
            } else {
                output.drain();
            }
            if (journal.isPresent()) { // only now: it may forget the chunk before
                journal.get().save(chunk, index, output.position(), synced);
            }
        });
    }

    private void writeChunk() throws IOException {
        RecordBuffer records = chunk.records();
        RecordBuffer body = records;
        if (!codec.wireName().isEmpty()) {
            compressed.clear();
            codec.compress(records.bytes(), records.size(), compressed);
            body = compressed;
        }
        long offset = output.position();
        long chunkCrc = crcOf(records);
        RecordEncoder.chunkHead(
                buffer, chunk.start(), chunk.end(), records.size(), chunkCrc, codec.wireName(), body.size());
        output.write(buffer);
        if (body == records && hasCrc) {
            output.write(body.bytes(), body.size(), chunkCrc);
        } else {
            output.write(body.bytes(), 0, body.size());
        }
        writeMessageIndexes(offset, body.size());
    }

    private long crcOf(RecordBuffer records) {
        if (!hasCrc) {
            return 0;
        }
        crc.reset();
        crc.update(records.bytes(), 0, records.size());
        return crc.getValue();
    }

    private void writeMessageIndexes(long chunkOffset, int compressedSize) throws IOException {
        long start = output.position();
        Map<Integer, Long> offsets = new LinkedHashMap<>();
        for (ChannelMessages messages : chunk.indexes()) {
            offsets.put(messages.channelId(), output.position());
            messages.encode(buffer);
            output.write(buffer);
        }
        index.add(new McapRecord.ChunkIndex(
                chunk.start(),
                chunk.end(),
                chunkOffset,
                start - chunkOffset,
                offsets,
                output.position() - start,
                codec.wireName(),
                compressedSize,
                chunk.records().size()));
    }

    @Override
    public int pendingBytes() {
        return chunk.records().size();
    }

    @Override
    public void close() {
        codec.close();
    }
}

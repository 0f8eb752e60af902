package dev.tally.mcap.internal;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapFeature;
import dev.tally.mcap.McapRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Gathers schemas, channels and messages in chunks. Each chunk repeats the schemas and channels that its messages use,
 * so that it can be read alone.
 */
public final class ChunkedData implements DataSection {
    private static final int LARGEST_FIRST_CAPACITY = 1 << 20;

    private final Output output;
    private final FileIndex index;
    private final boolean hasCrc;
    private final int chunkSize;
    private final Compression compression;
    private final Codec codec;
    private final ChunkBuilder chunk;
    private final RecordBuffer buffer = new RecordBuffer(1 << 12);
    private final RecordBuffer compressed = new RecordBuffer(1 << 12);
    private final CRC32 crc = new CRC32();

    private int[] chunkOfChannel = new int[16]; // the last chunk that a channel was written to, by channel id
    private int[] chunkOfSchema = new int[16];
    private int chunkNumber = 1;

    /**
     * Creates a section that writes to this output.
     *
     * @param index gets an entry for each chunk; has the schemas and channels before they come here
     * @param chunkSize where a chunk is closed, in bytes before compression
     * @param codec of this compression, closed with the section
     */
    public ChunkedData(
            Output output,
            FileIndex index,
            Set<McapFeature> features,
            int chunkSize,
            Compression compression,
            Codec codec) {
        this.output = output;
        this.index = index;
        this.hasCrc = features.contains(McapFeature.CHUNK_CRC);
        this.chunkSize = chunkSize;
        this.compression = compression;
        this.codec = codec;
        this.chunk = new ChunkBuilder(
                Math.min(chunkSize, LARGEST_FIRST_CAPACITY) + (1 << 12), features.contains(McapFeature.MESSAGE_INDEX));
    }

    @Override
    public void schema(McapRecord.Schema schema) throws IOException {
        chunkOfSchema = withElement(chunkOfSchema, schema.id());
        put(schema);
        flushFullChunk();
    }

    @Override
    public void channel(McapRecord.Channel channel) throws IOException {
        chunkOfChannel = withElement(chunkOfChannel, channel.id());
        putWithSchema(channel); // its schema may have gone into an earlier chunk
        flushFullChunk();
    }

    @Override
    public RecordBuffer beginMessage(int channelId, long logTimeNanos, int length) throws IOException {
        if (length > chunkSize) {
            flush(); // or a chunk could be larger than what can be read
        }
        if (chunkOfChannel[channelId] != chunkNumber) {
            repeatInChunk(channelId);
        }
        return chunk.message(channelId, logTimeNanos);
    }

    private void repeatInChunk(int channelId) {
        McapRecord.Channel channel = index.channel(channelId);
        if (channel == null) {
            throw new IllegalArgumentException("channel " + channelId + " was not added");
        }
        putWithSchema(channel);
    }

    private void putWithSchema(McapRecord.Channel channel) {
        McapRecord.Schema schema = index.schema(channel.schemaId());
        if (schema != null && chunkOfSchema[schema.id()] != chunkNumber) {
            put(schema);
        }
        chunkOfChannel[channel.id()] = chunkNumber;
        chunk.channel(channel);
    }

    private void put(McapRecord.Schema schema) {
        chunkOfSchema[schema.id()] = chunkNumber;
        chunk.schema(schema);
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
            chunkNumber++;
        }
    }

    private void writeChunk() throws IOException {
        RecordBuffer records = chunk.records();
        RecordBuffer body = records;
        if (compression != Compression.NONE) {
            compressed.clear();
            codec.compress(records.bytes(), records.size(), compressed);
            body = compressed;
        }
        long offset = output.position();
        long chunkCrc = crcOf(records);
        RecordEncoder.chunkHead(
                buffer, chunk.start(), chunk.end(), records.size(), chunkCrc, compression.wireName(), body.size());
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
                compression.wireName(),
                compressedSize,
                chunk.records().size()));
    }

    @Override
    public int pendingBytes() {
        return chunk.records().size();
    }

    private static int[] withElement(int[] array, int id) {
        return id < array.length ? array : Arrays.copyOf(array, Math.max(id + 1, 2 * array.length));
    }

    @Override
    public void close() {
        codec.close();
    }
}

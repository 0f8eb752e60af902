package dev.tally.mcap;

import dev.tally.mcap.internal.ChannelMessages;
import dev.tally.mcap.internal.ChunkBuilder;
import dev.tally.mcap.internal.Codec;
import dev.tally.mcap.internal.FileIndex;
import dev.tally.mcap.internal.Limits;
import dev.tally.mcap.internal.Opcodes;
import dev.tally.mcap.internal.Output;
import dev.tally.mcap.internal.RecordBuffer;
import dev.tally.mcap.internal.RecordEncoder;
import dev.tally.mcap.internal.SteadyFile;
import dev.tally.mcap.internal.StreamChannel;
import dev.tally.mcap.internal.SummaryWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Writes one MCAP file.
 *
 * <pre>{@code
 * try (McapWriter writer = McapWriter.to(Path.of("mouse.mcap")).compression(Compression.ZSTD).open()) {
 *     int schema = writer.schema("MousePosition", "jsonschema", schemaBytes);
 *     int channel = writer.channel(schema, "/mouse/position", "json", Map.of());
 *     writer.message(channel, logTimeNanos, json);
 * }
 * }</pre>
 *
 * <p>Messages are gathered in chunks. A chunk holds the schemas and channels that its messages use, so it can be read
 * without those before it; what is in a closed chunk survives a crash and can be made a whole file by {@link McapRepair}.
 * Attachments and metadata close the chunk that is open and stand behind it. So does a message larger than the chunk size,
 * which begins one of its own.
 *
 * <p>A message or attachment has at most 2^30 bytes, a schema, channel or metadata record 2^26. {@link McapRepair} takes
 * all of these; {@link McapReader} and {@link McapFile} are told so if records are above
 * {@link McapReader.Builder#DEFAULT_RECORD_LIMIT}.
 *
 * <p><b>Threads.</b> One at a time.
 *
 * <p><b>Cost.</b> A message is copied once into the chunk, and nothing is allocated for it. Memory: one chunk, its
 * compressed form, 128 KiB, and the entries of the summary.
 *
 * <p><b>Failure.</b> After an {@link IOException} the file ends wherever it ends and every further call but
 * {@link #close()} fails; that then leaves the file without a footer, for {@link McapRepair}. Wrong arguments change
 * nothing. An interrupt of the thread changes nothing either, unless it closes a channel that was handed over.
 */
public final class McapWriter implements Closeable {

    private final Output output;
    private final Set<McapFeature> features;
    private final int chunkSize;
    private final Compression compression;
    private final Codec codec;
    private final ChunkBuilder chunk;
    private final RecordBuffer scratch = new RecordBuffer(1 << 12);
    private final RecordBuffer compressed = new RecordBuffer(1 << 12);
    private final FileIndex index = new FileIndex();
    private final CRC32 crc = new CRC32();

    private int[] chunkOfChannel = new int[16]; // the last chunk that a channel was written to, by channel id
    private int[] chunkOfSchema = new int[16];
    private long[] sequences = new long[16];
    private int nextSchema = 1;
    private int nextChannel = 1;
    private int chunkNumber = 1;
    private boolean failed;
    private boolean closed;

    private McapWriter(Builder builder, Output output, Codec codec) throws IOException {
        this.output = output;
        this.codec = codec;
        this.features = EnumSet.copyOf(builder.features);
        this.chunkSize = builder.chunkSize;
        this.compression = builder.compression;
        this.chunk = new ChunkBuilder(Math.min(chunkSize, 1 << 20) + (1 << 12), has(McapFeature.MESSAGE_INDEX));
        begin(new McapRecord.Header(builder.profile, builder.library));
    }

    private void begin(McapRecord.Header header) throws IOException {
        if (has(McapFeature.DATA_CRC)) {
            output.beginCrc();
        }
        output.write(Opcodes.magic(), 0, Opcodes.magic().length);
        RecordEncoder.header(scratch, header);
        output.write(scratch);
    }

    /** A writer to a file, which is created or emptied. */
    public static Builder to(Path file) {
        return new Builder(() -> SteadyFile.open(file));
    }

    /**
     * A writer to a blocking channel, which is closed with it. An interrupt of the writing thread closes many of them, a
     * {@link java.nio.channels.FileChannel} among them, and the file then has no end; {@link #to(Path)} is safe from that.
     */
    public static Builder to(WritableByteChannel channel) {
        return new Builder(() -> channel);
    }

    /** A writer to a stream, which is closed with it. */
    public static Builder to(OutputStream stream) {
        return new Builder(() -> new StreamChannel(stream));
    }

    /**
     * Adds a schema under the next free id.
     *
     * @return its id
     */
    public int schema(String name, String encoding, byte[] data) throws IOException {
        while (index.schema(nextSchema) != null) {
            nextSchema++;
        }
        add(new McapRecord.Schema(nextSchema, name, encoding, ByteBuffer.wrap(data.clone())));
        return nextSchema;
    }

    /**
     * Adds a channel under the next free id.
     *
     * @param schemaId that of a schema added before, or 0 for none
     * @return its id
     */
    public int channel(int schemaId, String topic, String messageEncoding, Map<String, String> metadata)
            throws IOException {
        while (index.channel(nextChannel) != null) {
            nextChannel++;
        }
        add(new McapRecord.Channel(nextChannel, schemaId, topic, messageEncoding, metadata));
        return nextChannel;
    }

    /**
     * Adds a schema under its own id. Adding the same one again does nothing.
     *
     * @throws IllegalArgumentException if the id names another schema, or it has more than 2^26 bytes
     */
    public void add(McapRecord.Schema schema) throws IOException {
        McapRecord.Schema known = index.schema(schema.id());
        if (known != null) {
            requireSame(known, schema);
            return;
        }
        Limits.require(schema);
        ready();
        index.add(schema);
        chunkOfSchema = withRoom(chunkOfSchema, schema.id());
        put(schema);
        closeFullChunk();
    }

    /**
     * Adds a channel under its own id. Adding the same one again does nothing.
     *
     * @throws IllegalArgumentException if the id names another channel, its schema is unknown, or it has more than 2^26
     *     bytes
     */
    public void add(McapRecord.Channel channel) throws IOException {
        McapRecord.Channel known = index.channel(channel.id());
        if (known != null) {
            requireSame(known, channel);
            return;
        }
        if (channel.schemaId() != 0 && index.schema(channel.schemaId()) == null) {
            throw new IllegalArgumentException(
                    "channel " + channel.topic() + " has schema " + channel.schemaId() + ", which was not added");
        }
        Limits.require(channel);
        ready();
        index.add(channel);
        chunkOfChannel = withRoom(chunkOfChannel, channel.id());
        sequences = channel.id() < sequences.length ? sequences : Arrays.copyOf(sequences, chunkOfChannel.length);
        if (has(McapFeature.CHUNKS)) {
            repeatInChunk(channel.id()); // its schema may have gone into an earlier one
        } else {
            put(channel);
        }
        closeFullChunk();
    }

    /** A message logged and published at the same time, numbered by its channel from 1. */
    public void message(int channelId, long logTimeNanos, byte[] data) throws IOException {
        int id = known(channelId);
        message(id, ++sequences[id], logTimeNanos, logTimeNanos, data, 0, data.length);
    }

    /** The same from a buffer, whose position stays. */
    public void message(int channelId, long logTimeNanos, ByteBuffer data) throws IOException {
        int id = known(channelId);
        message(id, ++sequences[id], logTimeNanos, logTimeNanos, data);
    }

    /**
     * A message with everything said.
     *
     * @param channelId that of a channel added before
     * @param sequence of 32 bits, unsigned
     * @throws IllegalArgumentException if the channel is unknown, or the data has more than 2^30 bytes
     */
    public void message(
            int channelId, long sequence, long logTimeNanos, long publishTimeNanos, byte[] data, int offset, int length)
            throws IOException {
        Objects.checkFromIndexSize(offset, length, data.length);
        RecordBuffer target = beginMessage(channelId, logTimeNanos, length);
        target.messageHead(channelId, sequence, logTimeNanos, publishTimeNanos, length);
        target.put(data, offset, length);
        endMessage(channelId, logTimeNanos);
    }

    /** The same from a buffer, whose position stays. */
    public void message(int channelId, long sequence, long logTimeNanos, long publishTimeNanos, ByteBuffer data)
            throws IOException {
        RecordBuffer target = beginMessage(channelId, logTimeNanos, data.remaining());
        target.messageHead(channelId, sequence, logTimeNanos, publishTimeNanos, data.remaining());
        target.put(data);
        endMessage(channelId, logTimeNanos);
    }

    /** A message as it was read. */
    public void add(McapRecord.Message message) throws IOException {
        message(
                message.channelId(),
                message.sequence(),
                message.logTimeNanos(),
                message.publishTimeNanos(),
                message.data());
    }

    private RecordBuffer beginMessage(int channelId, long logTimeNanos, int length) throws IOException {
        int id = known(channelId);
        if (length > Limits.DATA) {
            throw new IllegalArgumentException("a message of " + length + " bytes; the most is " + Limits.DATA);
        }
        ready();
        if (!has(McapFeature.CHUNKS)) {
            return scratch;
        }
        if (length > chunkSize) {
            closeChunk(); // or a chunk could be larger than what can be read
        }
        if (chunkOfChannel[id] != chunkNumber) {
            repeatInChunk(id);
        }
        return chunk.message(id, logTimeNanos);
    }

    private void endMessage(int channelId, long logTimeNanos) throws IOException {
        index.message(channelId, logTimeNanos);
        if (!has(McapFeature.CHUNKS)) {
            write(scratch);
        }
        closeFullChunk();
    }

    private void repeatInChunk(int channelId) throws IOException {
        McapRecord.Channel channel = index.channel(channelId);
        if (channel == null) {
            throw new IllegalArgumentException("channel " + channelId + " was not added");
        }
        McapRecord.Schema schema = index.schema(channel.schemaId());
        if (schema != null && chunkOfSchema[schema.id()] != chunkNumber) {
            put(schema);
        }
        put(channel);
    }

    /**
     * A file within the file, of at most 2^30 bytes.
     *
     * @throws IllegalArgumentException if it is larger
     */
    public void add(McapRecord.Attachment attachment) throws IOException {
        if (attachment.data().remaining() > Limits.DATA) {
            throw new IllegalArgumentException("attachment " + attachment.name() + " of "
                    + attachment.data().remaining() + " bytes; the most is " + Limits.DATA);
        }
        closeChunk();
        long offset = output.position();
        RecordEncoder.attachment(scratch, attachment, has(McapFeature.ATTACHMENT_CRC));
        int length = scratch.size();
        write(scratch);
        index.add(new McapRecord.AttachmentIndex(
                offset,
                length,
                attachment.logTimeNanos(),
                attachment.createTimeNanos(),
                attachment.data().remaining(),
                attachment.name(),
                attachment.mediaType()));
    }

    /**
     * Names and values that say something of the whole file.
     *
     * @throws IllegalArgumentException if they have more than 2^26 bytes
     */
    public void add(McapRecord.Metadata metadata) throws IOException {
        Limits.require(metadata);
        closeChunk();
        long offset = output.position();
        RecordEncoder.metadata(scratch, metadata);
        int length = scratch.size();
        write(scratch);
        index.add(new McapRecord.MetadataIndex(offset, length, metadata.name()));
    }

    /** How many bytes wait in the chunk that is open, uncompressed: what a crash would lose. */
    public int pendingBytes() {
        return chunk.records().size();
    }

    /** How many bytes the file has, without the chunk that is open. */
    public long position() {
        return output.position();
    }

    /** How many messages were taken. */
    public long messageCount() {
        return index.messages();
    }

    /** Closes the chunk that is open and hands everything to the channel. */
    public void flush() throws IOException {
        closeChunk();
        guarded(output::drain);
    }

    /** Like {@link #flush()}, and waits until the disk has it, if this is a file. */
    public void sync() throws IOException {
        closeChunk();
        guarded(output::sync);
    }

    private void closeFullChunk() throws IOException {
        if (chunk.records().size() >= chunkSize) {
            closeChunk();
        }
    }

    private void closeChunk() throws IOException {
        ready();
        if (!chunk.isEmpty()) {
            guarded(this::writeChunk);
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
                scratch, chunk.start(), chunk.end(), records.size(), chunkCrc, compression.wireName(), body.size());
        output.write(scratch);
        if (body == records && has(McapFeature.CHUNK_CRC)) {
            output.write(body.bytes(), body.size(), chunkCrc);
        } else {
            output.write(body.bytes(), 0, body.size());
        }
        writeMessageIndexes(offset, body.size());
    }

    private void writeMessageIndexes(long chunkOffset, int compressedSize) throws IOException {
        long start = output.position();
        Map<Integer, Long> offsets = new LinkedHashMap<>();
        for (ChannelMessages messages : chunk.indexes()) {
            offsets.put(messages.channelId(), output.position());
            messages.encode(scratch);
            output.write(scratch);
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

    private long crcOf(RecordBuffer records) {
        if (!has(McapFeature.CHUNK_CRC)) {
            return 0;
        }
        crc.reset();
        crc.update(records.bytes(), 0, records.size());
        return crc.getValue();
    }

    private void put(McapRecord.Schema schema) throws IOException {
        chunkOfSchema[schema.id()] = chunkNumber;
        if (has(McapFeature.CHUNKS)) {
            chunk.schema(schema);
        } else {
            RecordEncoder.schema(scratch, schema);
            write(scratch);
        }
    }

    private void put(McapRecord.Channel channel) throws IOException {
        chunkOfChannel[channel.id()] = chunkNumber;
        if (has(McapFeature.CHUNKS)) {
            chunk.channel(channel);
        } else {
            RecordEncoder.channel(scratch, channel);
            write(scratch);
        }
    }

    private void write(RecordBuffer records) throws IOException {
        guarded(() -> output.write(records));
    }

    private int known(int channelId) {
        if (channelId < 0 || channelId >= chunkOfChannel.length || chunkOfChannel[channelId] == 0) {
            throw new IllegalArgumentException("channel " + channelId + " was not added");
        }
        return channelId;
    }

    private boolean has(McapFeature feature) {
        return features.contains(feature);
    }

    private void ready() throws IOException {
        if (closed) {
            throw new IllegalStateException("this writer is closed");
        }
        if (failed) {
            throw new IOException("an earlier write failed; close this writer, repair the file and begin another");
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void guarded(Step step) throws IOException {
        boolean done = false;
        try {
            step.run();
            done = true;
        } finally {
            failed |= !done;
        }
    }

    private static void requireSame(McapRecord known, McapRecord added) {
        if (!known.equals(added)) {
            throw new IllegalArgumentException("added as " + added + ", but before as " + known);
        }
    }

    private static int[] withRoom(int[] array, int id) {
        return id < array.length ? array : Arrays.copyOf(array, Math.max(id + 1, 2 * array.length));
    }

    /** Writes the summary and the footer and closes the file. After a failure: only closes it. Idempotent. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try (output;
                codec) {
            if (!failed) {
                closeChunk();
                guarded(this::end);
            }
        } finally {
            closed = true;
        }
    }

    private void end() throws IOException {
        long dataCrc = has(McapFeature.DATA_CRC) ? output.endCrc() : 0;
        new SummaryWriter(output, features).write(index, dataCrc);
    }

    private interface Opening {
        WritableByteChannel open() throws IOException;
    }

    /** What to write, and how. */
    public static final class Builder {
        /** Where a chunk is closed, in bytes before compression: {@value}. */
        public static final int DEFAULT_CHUNK_SIZE = 1 << 20;

        private final Opening opening;
        private final Set<McapFeature> features = EnumSet.allOf(McapFeature.class);
        private String profile = "";
        private String library = "tally";
        private int chunkSize = DEFAULT_CHUNK_SIZE;
        private Compression compression = Compression.NONE;
        private int level;

        private Builder(Opening opening) {
            this.opening = opening;
        }

        /** A well-known name of the way in which channels are used; none by default. */
        public Builder profile(String profile) {
            this.profile = profile;
            return this;
        }

        /** Who wrote the file, as it says in its header: {@code tally} by default. */
        public Builder library(String library) {
            this.library = library;
            return this;
        }

        /**
         * A chunk is closed when it has this many bytes before compression.
         *
         * @throws IllegalArgumentException if not from 1 to 2^29
         */
        public Builder chunkSize(int bytes) {
            if (bytes < 1 || bytes > Limits.CHUNK_SIZE) {
                throw new IllegalArgumentException("chunk size is " + bytes + ", not from 1 to 2^29");
            }
            this.chunkSize = bytes;
            return this;
        }

        /** How chunks are compressed; by default they are not. */
        public Builder compression(Compression compression) {
            this.compression = compression;
            return this;
        }

        /** How hard Zstandard tries, by its own numbers; 0 for its default. LZ4 knows no levels here. */
        public Builder compressionLevel(int level) {
            this.level = level;
            return this;
        }

        /** Leaves these out. */
        public Builder without(McapFeature... left) {
            features.removeAll(List.of(left));
            return this;
        }

        /**
         * Begins the file.
         *
         * @throws McapException if the library for the compression is absent; the file is then not touched
         */
        public McapWriter open() throws IOException {
            Codec codec = Codec.of(compression, level);
            WritableByteChannel channel = opening.open();
            try {
                return new McapWriter(this, new Output(channel, 0), codec);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
    }
}

package dev.tally.mcap.internal;

import dev.tally.mcap.McapFeature;
import dev.tally.mcap.McapRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Puts one file together: its start, its data, its index and its end, each through the class that writes that part.
 *
 * <p>Arguments are checked first, then whether the output has failed or is closed; only then anything is changed.
 * {@link dev.tally.mcap.McapWriter} describes the methods.
 *
 * <p><b>Threads.</b> One at a time.
 */
public final class FileAssembly implements Closeable {
    private final Output output;
    private final FileFrame frame;
    private final DataSection data;
    private final FileIndex index = new FileIndex();
    private final WriterDefinitions definitions = new WriterDefinitions(index);

    /**
     * Begins a file.
     *
     * @param output closed with this
     * @param chunkSize the bytes before compression at which a chunk is closed
     * @param codec closed with this
     * @param journal what keeps the open chunk, if anything
     */
    public FileAssembly(
            Output output,
            McapRecord.Header header,
            Set<McapFeature> features,
            int chunkSize,
            Codec codec,
            Optional<JournalWriter> journal)
            throws IOException {
        this.output = output;
        this.frame = new FileFrame(output, index, features);
        this.data = features.contains(McapFeature.CHUNKS)
                ? new ChunkedData(output, index, features, chunkSize, codec, journal)
                : new PlainData(output, codec);
        frame.begin(header);
    }

    /** Adds a schema under the next free id and returns the id. */
    public int schema(String name, String encoding, byte[] content) throws IOException {
        int id = definitions.nextSchemaId();
        add(new McapRecord.Schema(id, name, encoding, ByteBuffer.wrap(content.clone())));
        return id;
    }

    /** Adds a channel under the next free id and returns the id. */
    public int channel(int schemaId, String topic, String messageEncoding, Map<String, String> metadata)
            throws IOException {
        int id = definitions.nextChannelId();
        add(new McapRecord.Channel(id, schemaId, topic, messageEncoding, metadata));
        return id;
    }

    /** Adds a schema under its own id, unless it was added before. */
    public void add(McapRecord.Schema schema) throws IOException {
        if (definitions.isNew(schema)) {
            output.requireWritable();
            index.add(schema);
            data.schema(schema);
        }
    }

    /** Adds a channel under its own id, unless it was added before. */
    public void add(McapRecord.Channel channel) throws IOException {
        if (definitions.isNew(channel)) {
            output.requireWritable();
            definitions.add(channel);
            data.channel(channel);
        }
    }

    /** Returns the sequence of the next message of a channel, from 1. */
    public long nextSequence(int channelId) {
        return definitions.nextSequence(channelId);
    }

    /** Writes a message whose data is part of an array. */
    public void message(
            int channelId, long sequence, long logTime, long publishTime, byte[] array, int offset, int length)
            throws IOException {
        Objects.checkFromIndexSize(offset, length, array.length);
        beginMessage(channelId, sequence, logTime, publishTime, length).put(array, offset, length);
        data.endMessage();
    }

    /** Writes a message from a buffer, whose position is not moved. */
    public void message(int channelId, long sequence, long logTime, long publishTime, ByteBuffer content)
            throws IOException {
        beginMessage(channelId, sequence, logTime, publishTime, content.remaining())
                .put(content);
        data.endMessage();
    }

    /** Writes a message up to its data, which the caller puts into the result. */
    private RecordBuffer beginMessage(int channelId, long sequence, long logTime, long publishTime, int length)
            throws IOException {
        definitions.requireMessage(channelId, length);
        output.requireWritable();
        index.message(channelId, logTime);
        RecordBuffer target = data.beginMessage(channelId, logTime, length);
        target.messageHead(channelId, sequence, logTime, publishTime, length);
        return target;
    }

    /** Closes the open chunk and writes an attachment. */
    public void add(McapRecord.Attachment attachment) throws IOException {
        Limits.require(attachment);
        data.flush();
        frame.add(attachment);
    }

    /** Closes the open chunk and writes a metadata record. */
    public void add(McapRecord.Metadata metadata) throws IOException {
        Limits.require(metadata);
        data.flush();
        frame.add(metadata);
    }

    /** Returns how many bytes wait in the open chunk, uncompressed. */
    public int pendingBytes() {
        return data.pendingBytes();
    }

    /** Returns how many bytes the file has, without the open chunk. */
    public long position() {
        return output.position();
    }

    /** Returns how many messages were written. */
    public long messageCount() {
        return index.messages();
    }

    /** Closes the open chunk and writes everything to the channel. */
    public void flush() throws IOException {
        data.flush();
        output.guarded(output::drain);
    }

    /** Closes the open chunk, writes everything to the channel, and waits until the disk has it, if this is a file. */
    public void sync() throws IOException {
        data.flush();
        output.guarded(output::sync);
    }

    /** Makes what was written survive a crash of the program, with {@code synced} one of the system. */
    public void checkpoint(boolean synced) throws IOException {
        data.checkpoint(synced);
    }

    /** Writes the summary and the footer, unless the output has failed, and closes the output. Idempotent. */
    @Override
    public void close() throws IOException {
        if (output.isClosed()) {
            return;
        }
        try (output;
                data) {
            if (!output.isFailed()) {
                data.flush();
                output.guarded(frame::end);
            }
        }
    }
}

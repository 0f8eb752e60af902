package dev.tally.mcap;

import dev.tally.mcap.internal.FileAssembly;
import dev.tally.mcap.internal.SteadyFile;
import dev.tally.mcap.internal.StreamChannel;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Map;

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
 * <p>Messages are gathered in chunks. A schema or channel is in the chunk that was open when it was added, and once more
 * in the summary. A closed chunk survives a crash of the program, as does the open one up to the last
 * {@link #checkpoint()}; {@link McapRepair} makes a whole file of what is there. An attachment, a metadata record, and a
 * message larger than the chunk size close the open chunk first.
 *
 * <p>A message or attachment has at most 2^30 bytes, a schema, channel or metadata record 2^26. Readers need a larger
 * limit for records above {@link McapReader.Builder#DEFAULT_RECORD_LIMIT}.
 *
 * <p><b>Threads.</b> One at a time.
 *
 * <p><b>Cost.</b> A message is copied once, and nothing is allocated for it. Memory: a chunk, also compressed, and 128
 * KiB.
 *
 * <p><b>Failure.</b> After an {@link IOException} every further call but {@link #close()} fails; that then leaves the
 * file without a footer, for {@link McapRepair}. An argument that is wrong or too large is an
 * {@link IllegalArgumentException} and changes nothing. An interrupt of the thread has no effect, unless it closes a
 * channel that was passed in.
 */
public final class McapWriter implements Closeable {
    private final FileAssembly file;

    McapWriter(FileAssembly file) {
        this.file = file;
    }

    /**
     * Returns a builder of a writer to a file.
     *
     * @param file created or emptied when the writer is opened
     * @return a builder with the defaults
     */
    public static McapWriterBuilder to(Path file) {
        return new McapWriterBuilder(() -> SteadyFile.open(file));
    }

    /**
     * Returns a builder of a writer to a channel. An interrupt of the writing thread closes a
     * {@link java.nio.channels.FileChannel}, and the file then has no end; {@link #to(Path)} is safe from that.
     *
     * @param channel a blocking channel, which is closed with the writer
     * @return a builder with the defaults
     */
    public static McapWriterBuilder to(WritableByteChannel channel) {
        return new McapWriterBuilder(() -> channel);
    }

    /**
     * Returns a builder of a writer to a stream.
     *
     * @param stream closed with the writer
     * @return a builder with the defaults
     */
    public static McapWriterBuilder to(OutputStream stream) {
        return new McapWriterBuilder(() -> new StreamChannel(stream));
    }

    /**
     * Adds a schema under the next free id.
     *
     * @param name of the schema, unique in the file by convention
     * @param encoding of the schema, for example {@code jsonschema}
     * @param data the schema itself
     * @return its id
     * @throws IOException if the file cannot be written
     */
    public int schema(String name, String encoding, byte[] data) throws IOException {
        return file.schema(name, encoding, data);
    }

    /**
     * Adds a channel under the next free id.
     *
     * @param schemaId of a schema added before, or 0 for none
     * @param topic of the messages
     * @param messageEncoding of the messages, for example {@code json}
     * @param metadata any names and values
     * @return its id
     * @throws IOException if the file cannot be written
     */
    public int channel(int schemaId, String topic, String messageEncoding, Map<String, String> metadata)
            throws IOException {
        return file.channel(schemaId, topic, messageEncoding, metadata);
    }

    /**
     * Adds a schema under its own id.
     *
     * @param schema nothing is done if an equal one was added before
     * @throws IllegalArgumentException if the id names another schema
     * @throws IOException if the file cannot be written
     */
    public void add(McapRecord.Schema schema) throws IOException {
        file.add(schema);
    }

    /**
     * Adds a channel under its own id. Adding an equal one again does nothing.
     *
     * @param channel to add
     * @throws IllegalArgumentException if the id names another channel, or the schema is unknown
     * @throws IOException if the file cannot be written
     */
    public void add(McapRecord.Channel channel) throws IOException {
        file.add(channel);
    }

    /**
     * Writes a message that was logged and published at the same time. Its sequence counts those of its channel from 1.
     *
     * @param channelId of a channel added before
     * @param logTimeNanos in nanoseconds since the Unix epoch, unsigned
     * @param data of the message
     * @throws IOException if the file cannot be written
     */
    public void message(int channelId, long logTimeNanos, byte[] data) throws IOException {
        message(channelId, file.nextSequence(channelId), logTimeNanos, logTimeNanos, data, 0, data.length);
    }

    /**
     * Writes a message that was logged and published at the same time. Its sequence counts those of its channel from 1.
     *
     * @param channelId of a channel added before
     * @param logTimeNanos in nanoseconds since the Unix epoch, unsigned
     * @param data of the message; the position of the buffer is not moved
     * @throws IOException if the file cannot be written
     */
    public void message(int channelId, long logTimeNanos, ByteBuffer data) throws IOException {
        message(channelId, file.nextSequence(channelId), logTimeNanos, logTimeNanos, data);
    }

    /**
     * Writes a message whose data is part of an array.
     *
     * @param channelId of a channel added before
     * @param sequence of 32 bits, unsigned
     * @param logTimeNanos in nanoseconds since the Unix epoch, unsigned
     * @param publishTimeNanos in nanoseconds since the Unix epoch, unsigned
     * @param data the array
     * @param offset where the data begins in the array
     * @param length how many bytes the data has
     * @throws IOException if the file cannot be written
     */
    public void message(
            int channelId, long sequence, long logTimeNanos, long publishTimeNanos, byte[] data, int offset, int length)
            throws IOException {
        file.message(channelId, sequence, logTimeNanos, publishTimeNanos, data, offset, length);
    }

    /**
     * Writes a message from a buffer.
     *
     * @param channelId of a channel added before
     * @param sequence of 32 bits, unsigned
     * @param logTimeNanos in nanoseconds since the Unix epoch, unsigned
     * @param publishTimeNanos in nanoseconds since the Unix epoch, unsigned
     * @param data of the message; the position of the buffer is not moved
     * @throws IOException if the file cannot be written
     */
    public void message(int channelId, long sequence, long logTimeNanos, long publishTimeNanos, ByteBuffer data)
            throws IOException {
        file.message(channelId, sequence, logTimeNanos, publishTimeNanos, data);
    }

    /**
     * Writes a message as it was read.
     *
     * @param message of a channel added before
     * @throws IOException if the file cannot be written
     */
    public void add(McapRecord.Message message) throws IOException {
        long published = message.publishTimeNanos();
        message(message.channelId(), message.sequence(), message.logTimeNanos(), published, message.data());
    }

    /**
     * Writes an attachment, a file within the file.
     *
     * @param attachment of at most 2^30 bytes
     * @throws IOException if the file cannot be written
     */
    public void add(McapRecord.Attachment attachment) throws IOException {
        file.add(attachment);
    }

    /**
     * Writes a metadata record, names and values that describe the whole file.
     *
     * @param metadata of at most 2^26 bytes
     * @throws IOException if the file cannot be written
     */
    public void add(McapRecord.Metadata metadata) throws IOException {
        file.add(metadata);
    }

    /** {@return how many bytes wait in the open chunk, uncompressed; a crash of the program would lose them} */
    public int pendingBytes() {
        return file.pendingBytes();
    }

    /** {@return how many bytes the file has, without the open chunk} */
    public long position() {
        return file.position();
    }

    /** {@return how many messages were written} */
    public long messageCount() {
        return file.messageCount();
    }

    /**
     * Makes what was written survive a crash of the program: with a {@link McapWriterBuilder#journal} the open chunk goes
     * there and stays open, else this is {@link #flush()}.
     *
     * @throws IOException if the file or the journal cannot be written
     */
    public void checkpoint() throws IOException {
        file.checkpoint(false);
    }

    /**
     * Does what {@link #checkpoint()} does, and waits until the disk has it, if this is a file.
     *
     * @throws IOException if the file or the journal cannot be written
     */
    public void syncCheckpoint() throws IOException {
        file.checkpoint(true);
    }

    /**
     * Closes the open chunk and writes everything to the channel.
     *
     * @throws IOException if the file cannot be written
     */
    public void flush() throws IOException {
        file.flush();
    }

    /**
     * Closes the open chunk, writes everything to the channel, and waits until the disk has it, if this is a file.
     *
     * @throws IOException if the file cannot be written
     */
    public void sync() throws IOException {
        file.sync();
    }

    /**
     * Writes the summary and the footer and closes the file. After a failure it only closes the file. Idempotent.
     *
     * @throws IOException if the end of the file cannot be written, or the file cannot be closed
     */
    @Override
    public void close() throws IOException {
        file.close();
    }
}

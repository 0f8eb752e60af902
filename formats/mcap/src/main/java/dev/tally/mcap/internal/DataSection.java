package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.io.IOException;

/**
 * Writes the schemas, channels and messages of a file: gathered in chunks, or each by itself.
 *
 * <p><b>Threads.</b> One at a time.
 */
public sealed interface DataSection extends AutoCloseable permits ChunkedData, PlainData {

    /** Writes a schema that the file does not have yet. */
    void schema(McapRecord.Schema schema) throws IOException;

    /** Writes a channel that the file does not have yet, after its schema. */
    void channel(McapRecord.Channel channel) throws IOException;

    /**
     * Begins a message.
     *
     * @param channelId of a channel written before
     * @param length how many bytes the data has
     * @return where the caller puts the whole Message record
     */
    RecordBuffer beginMessage(int channelId, long logTimeNanos, int length) throws IOException;

    /** Ends the message that was begun. */
    void endMessage() throws IOException;

    /** Writes what is gathered to the output, so that another record can follow. */
    void flush() throws IOException;

    /**
     * Makes what is gathered survive a crash of the program: in the journal if there is one, else in the output.
     *
     * @param synced whether to wait until the disk has it
     */
    void checkpoint(boolean synced) throws IOException;

    /** Returns how many bytes are gathered, uncompressed. */
    int pendingBytes();

    /** Releases memory of the compression; writes nothing. */
    @Override
    void close();
}

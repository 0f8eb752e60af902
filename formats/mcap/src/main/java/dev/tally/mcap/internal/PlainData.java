package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.io.IOException;

/** Writes each schema, channel and message by itself, without chunks. */
public final class PlainData implements DataSection {
    private final Output output;
    private final Codec unused;
    private final RecordBuffer buffer = new RecordBuffer(1 << 12);

    /**
     * Creates a section that writes to this output.
     *
     * @param unused the codec of the writer, closed with the section
     */
    public PlainData(Output output, Codec unused) {
        this.output = output;
        this.unused = unused;
    }

    @Override
    public void schema(McapRecord.Schema schema) throws IOException {
        RecordEncoder.schema(buffer, schema);
        output.writeRecords(buffer);
    }

    @Override
    public void channel(McapRecord.Channel channel) throws IOException {
        RecordEncoder.channel(buffer, channel);
        output.writeRecords(buffer);
    }

    @Override
    public RecordBuffer beginMessage(int channelId, long logTimeNanos, int length) {
        return buffer;
    }

    @Override
    public void endMessage() throws IOException {
        output.writeRecords(buffer);
    }

    @Override
    public void flush() throws IOException {
        output.requireWritable();
    }

    @Override
    public void checkpoint(boolean synced) throws IOException {
        output.requireWritable();
        output.guarded(synced ? output::sync : output::drain);
    }

    @Override
    public int pendingBytes() {
        return 0;
    }

    @Override
    public void close() {
        unused.close();
    }
}

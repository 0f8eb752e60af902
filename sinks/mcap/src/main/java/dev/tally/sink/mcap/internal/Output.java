package dev.tally.sink.mcap.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32;

/**
 * A channel behind a buffer, with the position and the CRC of what went through.
 *
 * <p><b>Cost.</b> One copy and one pass for the CRC; the channel sees large writes only.
 */
public final class Output implements Closeable {
    private static final int BUFFER = 1 << 17;

    private final WritableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final CRC32 crc = new CRC32();
    private boolean crcOn;
    private long position;

    /** @param position where in the file the channel stands */
    public Output(WritableByteChannel channel, long position) {
        this.channel = channel;
        this.position = position;
    }

    /** Begins a CRC with the next byte. */
    public void beginCrc() throws IOException {
        drain();
        crc.reset();
        crcOn = true;
    }

    /** Ends it with the last one. */
    public long endCrc() throws IOException {
        drain();
        crcOn = false;
        return crc.getValue();
    }

    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (!buffer.hasRemaining()) {
                drain();
            }
            int step = Math.min(left, buffer.remaining());
            buffer.put(bytes, from, step);
            from += step;
            left -= step;
        }
        position += length;
    }

    /** Writes what the buffer holds and clears it. */
    public void write(RecordBuffer records) throws IOException {
        write(records.bytes(), 0, records.size());
        records.clear();
    }

    /** How many bytes the file has, those in the buffer included. */
    public long position() {
        return position;
    }

    /** Hands everything to the channel. */
    public void drain() throws IOException {
        buffer.flip();
        if (crcOn) {
            crc.update(buffer.duplicate());
        }
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /** Everything to the channel, and to the disk if that is where it leads. */
    public void sync() throws IOException {
        drain();
        if (channel instanceof FileChannel file) {
            file.force(false);
        }
    }

    /** Closes the channel, whatever is still here. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package dev.tally.mcap.internal;

import dev.tally.mcap.internal.files.Durable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32;

/**
 * Writes to a channel through a buffer, and keeps the position and the CRC of what was written.
 *
 * <p><b>Cost.</b> One copy, and one pass for the CRC where it is not known already; the channel sees large writes only.
 */
public final class Output implements Closeable {
    private static final int BUFFER = 1 << 17;

    private final WritableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final CRC32 crc = new CRC32();
    private long crcBefore; // of what came before what is in crc
    private long crcLength; // how many bytes are in crc
    private boolean crcOn;
    private int digested; // how much of the buffer is in a CRC
    private long position;
    private boolean failed;
    private boolean closed;

    /** @param position of the channel in its file */
    public Output(WritableByteChannel channel, long position) {
        this.channel = channel;
        this.position = position;
    }

    /** Begins a CRC with the next byte. */
    public void beginCrc() {
        digested = buffer.position();
        crc.reset();
        crcBefore = 0;
        crcLength = 0;
        crcOn = true;
    }

    /** Ends the CRC after the last byte, and returns it. */
    public long endCrc() {
        digest();
        crcOn = false;
        return CrcMath.join(crcBefore, crc.getValue(), crcLength);
    }

    private void digest() {
        int filled = buffer.position();
        if (crcOn && filled > digested) {
            crc.update(buffer.duplicate().flip().position(digested));
            crcLength += filled - digested;
        }
        digested = filled;
    }

    /** Writes bytes whose CRC is known. */
    public void write(byte[] bytes, int length, long knownCrc) throws IOException {
        if (!crcOn) {
            write(bytes, 0, length);
            return;
        }
        crcBefore = CrcMath.join(endCrc(), knownCrc, length);
        write(bytes, 0, length); // no CRC is on
        digested = buffer.position();
        crc.reset();
        crcLength = 0;
        crcOn = true;
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

    /** Writes what the buffer holds and clears it; the output has failed if that fails. */
    void writeRecords(RecordBuffer records) throws IOException {
        guarded(() -> write(records));
    }

    /** A step of writing. */
    public interface Step {
        /** Does the step. */
        void run() throws IOException;
    }

    /** Runs a step of writing; unless it succeeds, the output has failed. */
    public void guarded(Step step) throws IOException {
        boolean done = false;
        try {
            step.run();
            done = true;
        } finally {
            failed |= !done;
        }
    }

    /** Returns whether a step has failed, so that nothing may be written after it. */
    public boolean isFailed() {
        return failed;
    }

    /** Returns how many bytes the file has, those in the buffer included. */
    public long position() {
        return position;
    }

    /** Writes everything to the channel. */
    public void drain() throws IOException {
        digest();
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
        digested = 0;
    }

    /** Writes everything to the channel, and waits until the disk has it, if it leads to one. */
    public void sync() throws IOException {
        drain();
        if (channel instanceof FileChannel file) {
            file.force(false);
        } else if (channel instanceof Durable durable) {
            durable.force();
        }
    }

    /**
     * Requires that a step can be written.
     *
     * @throws IllegalStateException if this is closed
     * @throws IOException if an earlier step has failed
     */
    public void requireWritable() throws IOException {
        if (closed) {
            throw new IllegalStateException("this writer is closed");
        }
        if (failed) {
            throw new IOException("an earlier write failed; close this writer, repair the file and begin another");
        }
    }

    /** Returns whether {@link #close()} was called. */
    public boolean isClosed() {
        return closed;
    }

    /** Closes the channel; what is still in the buffer is not written. */
    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
    }
}

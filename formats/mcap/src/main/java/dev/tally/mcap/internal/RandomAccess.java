package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** A file of which records are read wherever an index says that they stand; the index may lie. */
public final class RandomAccess implements Closeable {
    private final FileChannel channel;
    private final long limit;

    public RandomAccess(FileChannel channel, long limit) {
        this.channel = channel;
        this.limit = Math.min(limit, Limits.RECORD);
    }

    long size() throws IOException {
        return channel.size();
    }

    /**
     * The bytes of a range.
     *
     * @throws McapException if it is not inside of the file, or larger than the limit
     */
    ByteBuffer bytes(long offset, long length, String what) throws IOException {
        long size = channel.size();
        if (offset < 0 || length < 0 || offset > size || length > size - offset || length > limit) {
            throw new McapException(what + " is said to have " + Long.toUnsignedString(length) + " bytes at offset "
                    + Long.toUnsignedString(offset) + "; the file has " + size + ", the recordLimit is " + limit);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw McapExceptions.endsInside(what, offset);
            }
        }
        return bytes.flip();
    }

    /** The record at an offset, its own CRC checked. */
    public <R extends McapRecord> R record(long offset, long length, Class<R> kind) throws IOException {
        String what = kind.getSimpleName() + " record";
        ByteBuffer bytes = bytes(offset, length, what);
        if (length < Opcodes.PREFIX || bytes.getLong(1) != length - Opcodes.PREFIX) {
            throw new McapException("the index says that a " + what + " of " + length + " bytes stands at offset "
                    + offset + "; it does not");
        }
        McapRecord record = RecordDecoder.decode(
                bytes.get(0) & 0xFF, bytes.slice(Opcodes.PREFIX, bytes.capacity() - Opcodes.PREFIX), offset, true);
        if (!kind.isInstance(record)) {
            throw new McapException("the index says that a " + what + " stands at offset " + offset + "; there is a "
                    + record.getClass().getSimpleName());
        }
        return kind.cast(record);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

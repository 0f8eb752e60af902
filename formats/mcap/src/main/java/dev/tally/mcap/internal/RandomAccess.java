package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Reads records of a file at the offsets that an index names; the index may be wrong. */
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
     * Reads the bytes of a range.
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

    /** Reads the record at an offset and checks its own CRC. */
    public <R extends McapRecord> R record(long offset, long length, Class<R> kind) throws IOException {
        String what = kind.getSimpleName() + " record";
        ByteBuffer bytes = bytes(offset, length, what);
        if (length < Opcodes.PREFIX || bytes.getLong(1) != length - Opcodes.PREFIX) {
            throw new McapException("the index says that a " + what + " of " + length + " bytes is at offset " + offset
                    + "; it is not");
        }
        McapRecord record = RecordDecoder.decode(
                bytes.get(0) & 0xFF, bytes.slice(Opcodes.PREFIX, bytes.capacity() - Opcodes.PREFIX), offset, true);
        if (!kind.isInstance(record)) {
            throw new McapException("the index says that a " + what + " is at offset " + offset + "; there is a "
                    + record.getClass().getSimpleName());
        }
        return kind.cast(record);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

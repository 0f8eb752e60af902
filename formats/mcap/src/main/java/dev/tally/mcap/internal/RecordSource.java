package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Reads the records of a file one after the other, as bytes, with a running CRC.
 *
 * <p><b>Cost.</b> One record in memory. A length is believed as far as bytes really come: a false one costs no more
 * memory than the file has bytes, or the limit.
 */
public final class RecordSource implements Closeable {
    private static final int FIRST_GUESS = 1 << 20;

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private final long limit;
    private final CRC32 crc = new CRC32();
    private long position;
    private long offset;
    private long crcBefore;
    private boolean cutOff;
    private int opcode;
    private long length;
    private ByteBuffer content = ByteBuffer.allocate(0);

    /** @param limit the most bytes that a record may have */
    public RecordSource(ReadableByteChannel channel, long limit) {
        this.channel = channel;
        this.limit = Math.min(limit, Limits.RECORD);
    }

    /**
     * Reads the magic, at the start or the end.
     *
     * @throws McapException if something else is there
     */
    public void magic() throws IOException {
        byte[] magic = new byte[Opcodes.magic().length];
        int n = read(magic, 0, magic.length);
        if (!Arrays.equals(magic, 0, n, Opcodes.magic(), 0, n)) {
            throw new McapException("no MCAP magic at offset " + (position - n)
                    + (position == n ? ": this is not an MCAP file of version 0" : ""));
        }
        if (n < magic.length) {
            throw cutOff("the magic", position - n);
        }
    }

    /**
     * Goes to the next record.
     *
     * @return false if the input ends here, between two records
     * @throws McapException if it ends inside of the record, or the record is invalid or larger than the limit
     */
    public boolean next() throws IOException {
        crcBefore = crc.getValue();
        offset = position;
        byte[] prefix = new byte[Opcodes.PREFIX];
        int n = read(prefix, 0, prefix.length);
        if (n == 0) {
            return false;
        }
        opcode = prefix[0] & 0xFF;
        length = 0;
        content = ByteBuffer.allocate(0);
        String what = Opcodes.name(opcode) + " record";
        if (opcode == 0) {
            throw new McapException("invalid record at offset " + offset + ": opcode 0");
        }
        if (n < prefix.length) {
            throw cutOff(what, offset);
        }
        length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong(1);
        if (length < 0 || length > limit) {
            throw new McapException(what + " at offset " + offset + " claims " + Long.toUnsignedString(length)
                    + " bytes, the recordLimit is " + limit);
        }
        content = readContent(what);
        return true;
    }

    /** Returns whether whole records, a footer and the magic follow DataEnd up to the last byte of the file. */
    boolean isWholeFromHere(long fileSize) throws IOException {
        SummaryStart summary = new SummaryStart();
        try {
            while (next()) {
                McapRecord record = RecordDecoder.decode(opcode, content(), offset, true);
                summary.add(this);
                if (record instanceof McapRecord.Footer footer) {
                    summary.check(footer, this, true);
                    magic();
                    return position == fileSize;
                }
            }
            return false;
        } catch (McapException e) {
            return false;
        }
    }

    private ByteBuffer readContent(String what) throws IOException {
        byte[] bytes = new byte[(int) Math.min(length, FIRST_GUESS)];
        int filled = 0;
        while (true) {
            filled += read(bytes, filled, bytes.length - filled);
            if (filled < bytes.length) {
                content = ByteBuffer.wrap(bytes, 0, filled).slice();
                throw cutOff(what, offset);
            }
            if (filled == length) {
                return ByteBuffer.wrap(bytes);
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * bytes.length));
        }
    }

    private McapException cutOff(String what, long where) {
        cutOff = true;
        return McapExceptions.endsInside(what, where);
    }

    private int read(byte[] target, int from, int length) throws IOException {
        int done = 0;
        for (int step = 1; step > 0 && done < length; done += step) {
            step = readSome(target, from + done, length - done);
        }
        crc.update(target, from, done);
        position += done;
        return done;
    }

    /** Reads at least one byte, through the buffer if it has some or few are wanted; returns 0 at the end. */
    private int readSome(byte[] target, int from, int length) throws IOException {
        if (!buffer.hasRemaining() && length >= buffer.capacity()) {
            return Math.max(0, channel.read(ByteBuffer.wrap(target, from, length)));
        }
        if (!buffer.hasRemaining()) {
            buffer.clear();
            channel.read(buffer);
            buffer.flip();
        }
        int step = Math.min(length, buffer.remaining());
        buffer.get(target, from, step);
        return step;
    }

    public int opcode() {
        return opcode;
    }

    /** Returns how many bytes of content the record claims. */
    long length() {
        return length;
    }

    /**
     * Returns the content of the record, in an array of its own; after the exception for a record that was cut off, as
     * much of it as there is.
     */
    public ByteBuffer content() {
        return content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns whether an exception said that the input ends inside of something. */
    public boolean isCutOff() {
        return cutOff;
    }

    /** Returns where the record begins in the file. */
    public long offset() {
        return offset;
    }

    /** Returns where the next record begins in the file. */
    public long position() {
        return position;
    }

    /** Returns the CRC of all bytes before the record. */
    public long crcBefore() {
        return crcBefore;
    }

    /** Returns that CRC continued over the prefix and the first content bytes of this record. */
    public long crcWith(int contentBytes) {
        return CrcMath.extend(crcBefore, prefixed(contentBytes));
    }

    private ByteBuffer prefixed(int contentBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(Opcodes.PREFIX + contentBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) opcode).putLong(content.capacity());
        bytes.put(content.duplicate().limit(contentBytes));
        return bytes.flip();
    }

    /** Goes on at another offset of a file; CRCs mean nothing from there on. */
    void seek(FileChannel file, long offset) throws IOException {
        file.position(offset);
        buffer.limit(0);
        position = offset;
        cutOff = false;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

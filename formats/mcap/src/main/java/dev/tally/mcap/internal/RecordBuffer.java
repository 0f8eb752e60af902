package dev.tally.mcap.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes into which records are put, little-endian.
 *
 * <p><b>Cost.</b> Kept and reused by its owner: once it has grown, putting does not allocate (strings excepted).
 */
public final class RecordBuffer {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MAX = Integer.MAX_VALUE - 8;

    private final int likelyMost;
    private byte[] bytes;
    private int size;

    public RecordBuffer(int capacity) {
        this(capacity, MAX);
    }

    /** @param likelyMost a size that it does not grow beyond unless it must */
    RecordBuffer(int capacity, int likelyMost) {
        this.likelyMost = likelyMost;
        bytes = new byte[capacity];
    }

    /** Begins a record, and returns what {@link #end} needs. */
    public int begin(int opcode) {
        reserve(Opcodes.PREFIX);
        bytes[size] = (byte) opcode;
        size += Opcodes.PREFIX;
        return size;
    }

    /** Ends a record, whose length is now known. */
    public void end(int begun) {
        LONG.set(bytes, begun - Long.BYTES, (long) (size - begun));
    }

    /** Ends a record whose content continues outside of this buffer. */
    public void endWith(int begun, long contentLength) {
        LONG.set(bytes, begun - Long.BYTES, contentLength);
    }

    public void u8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    public void u16(int value) {
        reserve(Short.BYTES);
        SHORT.set(bytes, size, (short) value);
        size += Short.BYTES;
    }

    public void u32(long value) {
        reserve(Integer.BYTES);
        INT.set(bytes, size, (int) value);
        size += Integer.BYTES;
    }

    public void u64(long value) {
        reserve(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    public void string(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        u32(encoded.length);
        put(encoded, 0, encoded.length);
    }

    public void put(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /** Puts what remains in the source, whose position is not moved. */
    public void put(ByteBuffer source) {
        int length = source.remaining();
        reserve(length);
        source.get(source.position(), bytes, size, length);
        size += length;
    }

    /** Puts a Message record but for its data, for which space is reserved. */
    public void messageHead(int channelId, long sequence, long logTime, long publishTime, int dataLength) {
        reserve(Opcodes.PREFIX + Opcodes.MESSAGE_HEAD + dataLength);
        byte[] b = bytes;
        int at = size;
        b[at] = Opcodes.MESSAGE;
        LONG.set(b, at + 1, (long) Opcodes.MESSAGE_HEAD + dataLength);
        SHORT.set(b, at + 9, (short) channelId);
        INT.set(b, at + 11, (int) sequence);
        LONG.set(b, at + 15, logTime);
        LONG.set(b, at + 23, publishTime);
        size = at + Opcodes.PREFIX + Opcodes.MESSAGE_HEAD;
    }

    /** Puts a length that was left open, four bytes at a position. */
    public void u32At(int position, long value) {
        INT.set(bytes, position, (int) value);
    }

    /** Returns the bytes, with at least this many free after {@link #size()}. */
    public byte[] withFree(int more) {
        reserve(more);
        return bytes;
    }

    /** Says that so many of the free bytes were filled. */
    public void advance(int more) {
        size += more;
    }

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
    }

    public byte[] bytes() {
        return bytes;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            grow(more);
        }
    }

    private void grow(int more) {
        long needed = (long) size + more;
        if (needed > MAX) {
            throw new IllegalArgumentException("a record of more than 2 GiB does not fit: " + needed + " bytes");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(likelyMost, 2L * bytes.length)));
    }
}

package dev.tally.examples.client.separate;

import dev.tally.capture.MotionUnit;
import dev.tally.capture.spi.SourceTraits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What the two processes say to each other. On the wire a message is the length of what follows (4 bytes), its type (1 byte) and its
 * content, all numbers big-endian. docs/separation.md has the tables.
 *
 * <p>The connecting process says {@link Hello}, then {@link Accept} for each batch, {@link Flush} and {@link End}. The capture process
 * answers {@link Welcome} or {@link Refusal}, then sends {@link Batch}es, one at a time: the next one follows the acceptance of the
 * one before.
 *
 * <p><b>Failure.</b> {@link #decode} refuses whatever is not exactly one of these messages. A peer that sends such is dropped.
 */
sealed interface Message {
    /** The version of the protocol; processes of different versions refuse each other. */
    int VERSION = 1;

    /** The length of the longest message, without the four bytes that say so. */
    int LONGEST = 8192;

    int MAGIC = 0x544C5943; // TLYC

    /** What the process that connects is going to do. */
    enum Purpose {
        /** Take the sums over. */
        COUNT,
        /** Find out whether there is something to count, and go. */
        PROBE,
        /** Have the devices closed until somebody counts again, and go. */
        HOLD
    }

    /**
     * The first message of the process that connects.
     *
     * @param purpose what it is going to do
     * @param last the batch that this process has accepted last, in an earlier connection
     */
    record Hello(int version, Purpose purpose, BatchId last) implements Message {}

    /**
     * The identity of a batch.
     *
     * @param run the life of the capture process
     * @param number counts the batches of a run, from 1; 0 if there was none
     */
    record BatchId(UUID run, long number) {
        static final BatchId NONE = new BatchId(new UUID(0, 0), 0);
    }

    /** Says that a batch will be counted, and must not be sent again. It is sent before the batch is counted. */
    record Accept(long number) implements Message {}

    /** Asks for a batch with what may be told now, also if that is nothing. */
    record Flush(long token) implements Message {}

    /**
     * Asks for the last batches.
     *
     * @param goOn whether input is to be counted until the next process connects; else the devices are closed
     */
    record End(boolean goOn) implements Message {}

    /** Says that all further input is counted. */
    record Welcome(UUID run, SourceTraits traits, RunningSums.Devices devices) implements Message {}

    /** Says why nothing can be counted, and what to do. */
    record Refusal(String reason, String remedy) implements Message {}

    /**
     * What was counted since the batch before.
     *
     * @param number counts the batches of the run
     * @param flushed the token of the last {@link Flush} that this answers
     * @param isLast whether nothing follows
     * @param devices how many devices are read now
     * @param place the last position, if {@link Sum#POSITIONS} is not 0
     * @param sums what was counted
     */
    record Batch(long number, long flushed, boolean isLast, RunningSums.Devices devices, long place, Sums sums)
            implements Message {}

    /** Returns the bytes of a message, ready to be written. */
    static ByteBuffer encode(Message message) {
        ByteBuffer out = ByteBuffer.allocate(4 + LONGEST);
        out.position(4);
        switch (message) {
            case Hello it ->
                put(
                        out.put((byte) 1)
                                .putInt(MAGIC)
                                .putShort((short) it.version)
                                .put((byte) it.purpose.ordinal()),
                        it.last);
            case Accept it -> out.put((byte) 2).putLong(it.number);
            case Flush it -> out.put((byte) 3).putLong(it.token);
            case End it -> out.put((byte) 4).put(flag(it.goOn));
            case Welcome it -> put(out.put((byte) 5), it);
            case Refusal it -> put(put(out.put((byte) 6), it.reason), it.remedy);
            case Batch it -> put(out.put((byte) 7), it);
        }
        return out.putInt(0, out.position() - 4).flip();
    }

    private static void put(ByteBuffer out, BatchId id) {
        out.putLong(id.run.getMostSignificantBits()).putLong(id.run.getLeastSignificantBits());
        out.putLong(id.number);
    }

    private static void put(ByteBuffer out, Welcome it) {
        put(out.putShort((short) VERSION), new BatchId(it.run, 0));
        out.put((byte) it.traits.motionUnit().ordinal());
        out.put(flag(it.traits.tellsRepeats())).put(flag(it.traits.reportsGaps()));
        put(out, it.devices);
        put(out, it.traits.description());
    }

    private static void put(ByteBuffer out, Batch it) {
        out.putLong(it.number).putLong(it.flushed).put(flag(it.isLast));
        put(out, it.devices);
        out.putLong(it.place);
        for (Sum sum : Sum.values()) {
            out.putLong(it.sums.get(sum));
        }
    }

    private static void put(ByteBuffer out, RunningSums.Devices devices) {
        out.putInt(devices.keyboards()).putInt(devices.pointers());
    }

    private static ByteBuffer put(ByteBuffer out, String text) {
        byte[] bytes = Texts.encode(text);
        return out.putShort((short) bytes.length).put(bytes);
    }

    private static byte flag(boolean value) {
        return (byte) (value ? 1 : 0);
    }

    /**
     * Returns the message in these bytes, which begin with its type.
     *
     * @throws IOException if they are not exactly one message
     */
    static Message decode(ByteBuffer in) throws IOException {
        try {
            Message message = decodeBody(in);
            if (in.hasRemaining()) {
                throw new IOException("a message has " + in.remaining() + " bytes too many");
            }
            return message;
        } catch (RuntimeException e) { // too short, or a number without a meaning
            throw new IOException("a message cannot be read: " + e, e);
        }
    }

    private static Message decodeBody(ByteBuffer in) throws IOException {
        int type = in.get();
        return switch (type) {
            case 1 -> hello(in);
            case 2 -> new Accept(in.getLong());
            case 3 -> new Flush(in.getLong());
            case 4 -> new End(isSet(in));
            case 5 -> welcome(in);
            case 6 -> new Refusal(text(in), text(in));
            case 7 -> batch(in);
            default -> throw new IOException("there is no message of type " + type);
        };
    }

    private static Hello hello(ByteBuffer in) throws IOException {
        if (in.getInt() != MAGIC) {
            throw new IOException("a peer speaks another protocol");
        }
        return new Hello(in.getShort(), Purpose.values()[in.get()], id(in));
    }

    private static BatchId id(ByteBuffer in) {
        return new BatchId(new UUID(in.getLong(), in.getLong()), in.getLong());
    }

    private static Welcome welcome(ByteBuffer in) throws IOException {
        int version = in.getShort();
        if (version != VERSION) {
            throw new IOException("the capture process speaks version " + version + " of the protocol, not " + VERSION);
        }
        UUID run = id(in).run;
        MotionUnit unit = MotionUnit.values()[in.get()];
        boolean tellsRepeats = isSet(in);
        boolean reportsGaps = isSet(in);
        RunningSums.Devices devices = devices(in);
        return new Welcome(run, new SourceTraits(text(in), unit, tellsRepeats, reportsGaps), devices);
    }

    private static Batch batch(ByteBuffer in) {
        long number = in.getLong();
        long flushed = in.getLong();
        boolean isLast = isSet(in);
        RunningSums.Devices devices = devices(in);
        return new Batch(number, flushed, isLast, devices, in.getLong(), Sums.of(sum -> number(in.getLong(), sum)));
    }

    private static long number(long number, Sum sum) {
        if (!sum.allows(number)) {
            throw new IllegalArgumentException(sum + " is " + number);
        }
        return number;
    }

    private static RunningSums.Devices devices(ByteBuffer in) {
        int keyboards = in.getInt();
        int pointers = in.getInt();
        if (keyboards < 0 || pointers < 0) {
            throw new IllegalArgumentException(keyboards + " keyboards, " + pointers + " pointers");
        }
        return new RunningSums.Devices(keyboards, pointers);
    }

    private static boolean isSet(ByteBuffer in) {
        byte flag = in.get();
        if (flag != 0 && flag != 1) {
            throw new IllegalArgumentException("a flag is " + flag);
        }
        return flag == 1;
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort()];
        in.get(bytes);
        return Texts.decode(bytes);
    }

    /** The texts in messages: short, and without control characters, because they are shown on terminals. */
    final class Texts {
        private static final int LONGEST = 1000; // characters

        private Texts() {}

        static byte[] encode(String text) {
            String shown = text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
            return clean(shown).getBytes(StandardCharsets.UTF_8);
        }

        static String decode(byte[] bytes) {
            return clean(new String(bytes, StandardCharsets.UTF_8));
        }

        private static String clean(String text) {
            return text.replaceAll("\\p{Cntrl}", " ");
        }
    }
}

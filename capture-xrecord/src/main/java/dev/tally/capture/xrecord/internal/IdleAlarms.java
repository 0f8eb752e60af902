package dev.tally.capture.xrecord.internal;

import dev.tally.capture.xrecord.internal.x11.Deadline;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import dev.tally.capture.xrecord.internal.x11.Wire;
import dev.tally.capture.xrecord.internal.x11.XConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Two alarms of the SYNC extension that make a server deliver recorded reports when input begins and when it pauses.
 *
 * <p>A server keeps the reports of a recording until its buffer of 1 KB is full or any client gets output. On a display
 * without other listening clients, a single key press could stay there for hours. The alarms watch the server's own counter of idle
 * time: one fires when input comes after {@value #IDLE_MILLIS} ms without any, the other when there has been none for that
 * long. The event that an alarm sends to our control connection is the output that the recording needs. No thread waits
 * for that event; only the reports themselves wake one, and nothing does while there is no input.
 *
 * <p>Layouts: "X Synchronization Extension Protocol", version 3.1.
 *
 * <p><b>Privacy.</b> An alarm tells that there was input, not which. Its events are skipped unread.
 */
final class IdleAlarms {
    /** The shortest pause that fires an alarm; within a burst of input, {@link ControlLink#flush} replaces them. */
    static final int IDLE_MILLIS = 50;

    static final String EXTENSION = "SYNC";
    static final String COUNTER = "IDLETIME";

    private static final int INITIALIZE = 0;
    private static final int LIST_SYSTEM_COUNTERS = 1;
    private static final int CREATE_ALARM = 8;

    private static final int POSITIVE_TRANSITION = 0;
    private static final int NEGATIVE_TRANSITION = 1;

    private final int major;
    private final int counter;

    private IdleAlarms(int major, int counter) {
        this.major = major;
        this.counter = counter;
    }

    /** Layout of the CreateAlarm request with all its values. */
    private static final class CreateAlarm {
        static final int UNITS = 11;
        static final int ID = 4;
        static final int VALUE_MASK = 8;
        static final int COUNTER = 12;
        static final int VALUE_TYPE = 16;
        static final int VALUE_LOW = 24; // after its high half
        static final int TEST_TYPE = 28;
        static final int EVENTS = 40; // after the 64 bits of delta
        static final int ALL_VALUES = 0x3f;
        static final int ABSOLUTE = 0;

        private CreateAlarm() {}
    }

    /** Layout of the reply to ListSystemCounters, and of each counter in it. */
    private static final class SystemCounters {
        static final int COUNT = 8;
        static final int LIST = Wire.PACKET;
        static final int ID = 0;
        static final int NAME_LENGTH = 12;
        static final int NAME = 14;

        private SystemCounters() {}
    }

    /**
     * Sets the alarms, which exist as long as the connection.
     *
     * @param firstId the first of two unused resource identifiers of this client
     * @return false if the server has no idle time counter; it then delivers reports when it is asked, or its buffer is full
     */
    static boolean set(XConnection connection, int firstId, int secondId, Deadline deadline) throws DisplayException {
        OptionalInt major = Wire.findExtension(connection, EXTENSION, deadline);
        if (major.isEmpty()) {
            return false;
        }
        ByteBuffer version =
                Wire.request(major.getAsInt(), INITIALIZE, 2).put(4, (byte) 3).put(5, (byte) 1);
        connection.call(version, deadline);
        ByteBuffer list = connection.call(Wire.request(major.getAsInt(), LIST_SYSTEM_COUNTERS, 1), deadline);
        OptionalInt counter = find(list);
        if (counter.isEmpty()) {
            return false;
        }
        IdleAlarms alarms = new IdleAlarms(major.getAsInt(), counter.getAsInt());
        connection.send(alarms.create(firstId, NEGATIVE_TRANSITION), deadline);
        connection.send(alarms.create(secondId, POSITIVE_TRANSITION), deadline);
        return true;
    }

    /** Returns the identifier of the counter; empty if the list lacks it or is shorter than it announces. */
    private static OptionalInt find(ByteBuffer reply) {
        int left = reply.getInt(reply.position() + SystemCounters.COUNT);
        int at = reply.position() + SystemCounters.LIST;
        while (left-- > 0 && at + SystemCounters.NAME <= reply.limit()) {
            int length = Short.toUnsignedInt(reply.getShort(at + SystemCounters.NAME_LENGTH));
            if (at + SystemCounters.NAME + length > reply.limit()) {
                break;
            }
            byte[] name = new byte[length];
            reply.get(at + SystemCounters.NAME, name);
            if (COUNTER.equals(new String(name, StandardCharsets.ISO_8859_1))) {
                return OptionalInt.of(reply.getInt(at + SystemCounters.ID));
            }
            at += (SystemCounters.NAME + length + 3) / 4 * 4;
        }
        return OptionalInt.empty();
    }

    private ByteBuffer create(int id, int testType) {
        return Wire.request(major, CREATE_ALARM, CreateAlarm.UNITS)
                .putInt(CreateAlarm.ID, id)
                .putInt(CreateAlarm.VALUE_MASK, CreateAlarm.ALL_VALUES)
                .putInt(CreateAlarm.COUNTER, counter)
                .putInt(CreateAlarm.VALUE_TYPE, CreateAlarm.ABSOLUTE)
                .putInt(CreateAlarm.VALUE_LOW, IDLE_MILLIS)
                .putInt(CreateAlarm.TEST_TYPE, testType) // a delta of 0 leaves the alarm set after it has fired
                .putInt(CreateAlarm.EVENTS, 1);
    }
}

package dev.tally.capture.evdev.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct input_event} of linux/input.h where a long has 64 bits, and the numbers of input-event-codes.h.
 *
 * @see <a href="https://docs.kernel.org/input/event-codes.html">Input event codes</a>
 */
final class InputEvent {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_LONG.withName("seconds"),
            JAVA_LONG.withName("microseconds"),
            JAVA_SHORT.withName("type"),
            JAVA_SHORT.withName("code"),
            JAVA_INT.withName("value"));
    static final long BYTES = LAYOUT.byteSize();
    private static final long SECONDS = LAYOUT.byteOffset(PathElement.groupElement("seconds"));
    private static final long MICROSECONDS = LAYOUT.byteOffset(PathElement.groupElement("microseconds"));
    private static final long TYPE = LAYOUT.byteOffset(PathElement.groupElement("type"));
    private static final long CODE = LAYOUT.byteOffset(PathElement.groupElement("code"));
    private static final long VALUE = LAYOUT.byteOffset(PathElement.groupElement("value"));

    static final int EV_SYN = 0;
    static final int EV_KEY = 1;
    static final int EV_REL = 2;
    static final int EV_ABS = 3;

    static final int SYN_REPORT = 0;
    static final int SYN_DROPPED = 3;

    static final int REL_X = 0;
    static final int REL_Y = 1;
    static final int REL_HWHEEL = 6;
    static final int REL_DIAL = 7;
    static final int REL_WHEEL = 8;
    static final int REL_WHEEL_HI_RES = 11;
    static final int REL_HWHEEL_HI_RES = 12;

    static final int ABS_X = 0;
    static final int ABS_Y = 1;
    static final int ABS_Z = 2;
    static final int ABS_MT_SLOT = 0x2f;
    static final int ABS_MT_POSITION_X = 0x35;
    static final int ABS_MT_POSITION_Y = 0x36;
    static final int ABS_MT_TRACKING_ID = 0x39;

    private InputEvent() {}

    /**
     * Returns an event without its time as one number, whose parts are {@link #type}, {@link #code} and {@link #value} on a
     * little-endian machine, and erases the event from the buffer.
     */
    static long take(MemorySegment events, long at) {
        long event = events.get(JAVA_LONG, at + TYPE);
        erase(events, at);
        return event;
    }

    static int type(long event) {
        return (int) event & 0xffff;
    }

    static int code(long event) {
        return (int) event >>> Short.SIZE;
    }

    static int value(long event) {
        return (int) (event >>> Integer.SIZE);
    }

    private static void erase(MemorySegment events, long at) {
        events.set(JAVA_LONG, at + SECONDS, 0);
        events.set(JAVA_LONG, at + MICROSECONDS, 0);
        events.set(JAVA_LONG, at + TYPE, 0);
    }

    /** Writes an event without a time, in the layout of the kernel. */
    static void write(MemorySegment events, long at, int type, int code, int value) {
        erase(events, at);
        events.set(JAVA_SHORT, at + TYPE, (short) type);
        events.set(JAVA_SHORT, at + CODE, (short) code);
        events.set(JAVA_INT, at + VALUE, value);
    }
}

package dev.tally.capture.evdev.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Builds what a device reports. */
final class Events {
    private final List<int[]> events = new ArrayList<>();
    private long seconds = 1_700_000_000L;
    private long microseconds = 123_456L;

    /** Sets the time of all events. */
    Events at(long thatSecond, long thatMicrosecond) {
        seconds = thatSecond;
        microseconds = thatMicrosecond;
        return this;
    }

    Events key(int code, int value) {
        return event(InputEvent.EV_KEY, code, value);
    }

    Events relative(int axis, int value) {
        return event(InputEvent.EV_REL, axis, value);
    }

    Events absolute(int axis, int value) {
        return event(InputEvent.EV_ABS, axis, value);
    }

    Events frame() {
        return event(InputEvent.EV_SYN, InputEvent.SYN_REPORT, 0);
    }

    Events dropped() {
        return event(InputEvent.EV_SYN, InputEvent.SYN_DROPPED, 0);
    }

    /** A key that goes down and up. */
    Events tap(int code) {
        return key(code, 1).frame().key(code, 0).frame();
    }

    Events event(int type, int code, int value) {
        events.add(new int[] {type, code, value});
        return this;
    }

    int size() {
        return events.size();
    }

    MemorySegment segment() {
        byte[] bytes = bytes();
        MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, bytes.length), 8);
        return segment.copyFrom(MemorySegment.ofArray(bytes));
    }

    /** With a time in every event, as the kernel puts it there. */
    byte[] bytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(events.size() * (int) InputEvent.BYTES).order(ByteOrder.nativeOrder());
        for (int[] e : events) {
            bytes.putLong(seconds).putLong(microseconds);
            bytes.putShort((short) e[0]).putShort((short) e[1]).putInt(e[2]);
        }
        return bytes.array();
    }

    List<String> decodedBy(FrameDecoder decoder) {
        Transcript transcript = new Transcript();
        decoder.decode(segment(), size() * InputEvent.BYTES, transcript);
        return transcript.lines;
    }
}

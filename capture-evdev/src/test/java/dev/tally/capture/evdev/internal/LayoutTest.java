package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The structures have the sizes that gcc gives them on 64-bit Linux. */
class LayoutTest {
    @Test
    void inputEvent() {
        assertEquals(24, InputEvent.LAYOUT.byteSize());
        assertEquals(InputEvent.BYTES, InputEvent.LAYOUT.byteSize());
        assertEquals(16, InputEvent.LAYOUT.byteOffset(PathElement.groupElement("type")));
        assertEquals(18, InputEvent.LAYOUT.byteOffset(PathElement.groupElement("code")));
        assertEquals(20, InputEvent.LAYOUT.byteOffset(PathElement.groupElement("value")));
    }

    @Test
    void anEventIsTakenWholeAndErased() {
        MemorySegment events = Arena.ofAuto().allocate(2 * InputEvent.BYTES, 8);
        InputEvent.write(events, InputEvent.BYTES, 0xfffe, 0xfffd, -3);
        events.set(ValueLayout.JAVA_LONG, InputEvent.BYTES, 1_700_000_000L);
        long event = InputEvent.take(events, InputEvent.BYTES);
        assertEquals(0xfffe, InputEvent.type(event));
        assertEquals(0xfffd, InputEvent.code(event));
        assertEquals(-3, InputEvent.value(event));
        assertEquals(-1, events.mismatch(Arena.ofAuto().allocate(2 * InputEvent.BYTES, 8)));
    }

    @Test
    void epollEvent() {
        assertEquals(Epoll.Event.PACKED ? 12 : 16, Epoll.Event.LAYOUT.byteSize());
        assertEquals(Epoll.Event.BYTES, Epoll.Event.LAYOUT.byteSize());
        assertEquals(Epoll.Event.DATA, Epoll.Event.LAYOUT.byteOffset(PathElement.groupElement("data")));
    }

    @Test
    void othersOfTheKernel() {
        assertEquals(16, HotplugWatch.LAYOUT.byteSize());
        assertEquals(32, SuspendWatch.ITIMERSPEC.byteSize());
        assertEquals(8, DeviceQuery.ID.byteSize());
        assertEquals(24, DeviceQuery.ABSOLUTE.byteSize());
        assertEquals(16, DeviceQuery.MASK.byteSize());
    }

    @Test
    void machinesWithOtherLayoutsOrNumbersAreRefused() {
        assertTrue(NativeAccess.foreign("Linux", "amd64").isEmpty());
        assertTrue(NativeAccess.foreign("Linux", "aarch64").isEmpty());
        for (String machine : List.of("ppc64le", "s390x", "x86", "arm")) {
            assertTrue(NativeAccess.foreign("Linux", machine).isPresent(), machine);
        }
        assertTrue(NativeAccess.foreign("Mac OS X", "aarch64").isPresent());
    }
}

package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemoryLayout.PathElement;
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
}

package dev.tally.capture.xrecord.internal.x11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class PacketBufferTest {
    private final PacketBuffer packets = new PacketBuffer(":7");

    private static byte[] reply(int units, int fill) {
        byte[] reply = new byte[32 + 4 * units];
        java.util.Arrays.fill(reply, (byte) fill);
        return ByteBuffer.wrap(reply)
                .order(ByteOrder.nativeOrder())
                .put(0, (byte) 1)
                .putInt(4, units)
                .array();
    }

    private void receive(byte[] bytes, int from, int to) {
        packets.space().put(bytes, from, to - from);
        packets.filled();
    }

    private int nextSize() throws DisplayException {
        ByteBuffer packet = packets.next();
        return packet == null ? 0 : packet.remaining();
    }

    @Test
    void putsTogetherWhatArrivesBytewise() throws Exception {
        byte[] reply = reply(16, 9);
        for (int i = 0; i < reply.length; i++) {
            assertNull(packets.next());
            receive(reply, i, i + 1);
        }
        assertEquals(96, nextSize());
        assertNull(packets.next());
    }

    @Test
    void cutsApartWhatArrivesAtOnce() throws Exception {
        ByteBuffer all = ByteBuffer.allocate(32 + 96 + 40);
        all.put(new byte[32]).put(reply(16, 9)).put(reply(4, 9), 0, 40);
        receive(all.array(), 0, 168);
        assertEquals(32, nextSize());
        assertEquals(96, nextSize());
        assertEquals(0, nextSize());
        receive(reply(4, 9), 40, 48);
        assertEquals(48, nextSize());
    }

    @Test
    void takesAReplyAsLongAsItself() throws Exception {
        byte[] longest = reply((Wire.LONGEST_REPLY - 32) / 4, 9);
        receive(reply(0, 9), 0, 32);
        assertEquals(32, nextSize());
        receive(longest, 0, longest.length);
        assertEquals(Wire.LONGEST_REPLY, nextSize());
    }

    @Test
    void refusesALongerOne() {
        receive(reply(0, 9), 0, 4);
        byte[] huge = new byte[28];
        java.util.Arrays.fill(huge, (byte) 0xff);
        receive(huge, 0, 28);
        assertThrows(DisplayException.class, packets::next);
    }

    @Test
    void nothingIsLeftOfAPacketWhenMoreIsWaitedFor() throws Exception {
        receive(reply(100, 9), 0, 432);
        receive(reply(2, 9), 0, 20);
        assertEquals(432, nextSize());
        assertEquals(0, nextSize());
        ByteBuffer space = packets.space();
        for (int i = 20; i < space.capacity(); i++) {
            assertEquals(0, space.get(i), "byte " + i);
        }
    }
}

package dev.tally.capture.xrecord.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Byte for byte as "Record Extension Protocol Specification" version 1.13 has it. */
class RecordProtocolTest {
    private final RecordProtocol protocol = new RecordProtocol(146, 0x0040_0001);

    private static String words(ByteBuffer request) {
        ByteBuffer bytes = request.duplicate().order(ByteOrder.nativeOrder());
        StringBuilder text = new StringBuilder();
        text.append(Byte.toUnsignedInt(bytes.get(0))).append('.').append(bytes.get(1));
        text.append(" length ").append(bytes.getShort(2));
        for (int at = 4; at < bytes.limit(); at += 4) {
            text.append(' ').append(Integer.toHexString(bytes.getInt(at)));
        }
        return text.toString();
    }

    @Test
    void recordsDeviceEventsOfAllClientsAndNothingElse() {
        ByteBuffer request = protocol.createContext();
        assertEquals(2, request.get(24 + 18));
        assertEquals(6, request.get(24 + 19));
        request.put(24 + 18, (byte) 0).put(24 + 19, (byte) 0);
        assertEquals("146.1 length 12 400001 0 1 1 3 0 0 0 0 0 0", words(request));
    }

    @Test
    void recordsNoRequestsButOurOwnNoOperation() {
        ByteBuffer request = protocol.recordMarksOf(0x0040_0000);
        assertEquals(127, request.get(24));
        assertEquals(127, request.get(25));
        request.put(24, (byte) 0).put(25, (byte) 0);
        assertEquals("146.2 length 12 400001 0 1 1 400000 0 0 0 0 0 0", words(request));
    }

    @Test
    void namesTheRecordingToStartAndEndIt() {
        assertEquals("146.5 length 2 400001", words(protocol.enableContext()));
        assertEquals("146.6 length 2 400001", words(protocol.disableContext()));
    }
}

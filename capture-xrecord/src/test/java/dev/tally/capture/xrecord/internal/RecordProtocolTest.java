package dev.tally.capture.xrecord.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Compares each request byte for byte with "Record Extension Protocol Specification", version 1.13. */
class RecordProtocolTest {
    private final RecordProtocol protocol = new RecordProtocol(146, 0x0040_0001, 131);

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
    void recordsDeviceEventsAndWhatMovesThePointerAndNothingElse() {
        ByteBuffer request = protocol.createContext();
        assertRange(request, 24 + 18, 2, 6);
        assertRange(request, 24, 41, 41);
        assertRange(request, 48, 116, 116);
        assertRange(request, 72 + 4, 131, 131);
        ByteBuffer minors = request.duplicate().order(ByteOrder.nativeOrder());
        assertEquals(41, minors.getShort(72 + 6));
        assertEquals(41, minors.getShort(72 + 8));
        minors.putShort(72 + 6, (short) 0).putShort(72 + 8, (short) 0);
        assertEquals("146.1 length 24 400001 0 1 3 3 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", words(request));
    }

    @Test
    void recordsNothingOfXInputWhereThereIsNone() {
        ByteBuffer request = new RecordProtocol(146, 0x0040_0001, RecordProtocol.NO_XINPUT).createContext();
        assertEquals(24 + 2 * 24, request.limit());
    }

    /** Checks a range and clears it, so that the rest can be compared. */
    private static void assertRange(ByteBuffer request, int at, int first, int last) {
        assertEquals(first, Byte.toUnsignedInt(request.get(at)));
        assertEquals(last, Byte.toUnsignedInt(request.get(at + 1)));
        request.put(at, (byte) 0).put(at + 1, (byte) 0);
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

package dev.tally.capture.xrecord.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.capture.xrecord.internal.x11.DisplayException;
import dev.tally.testkit.CountingHandler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class XRecordDecoderProperties {

    /** The law of privacy: which keys they were cannot be told from the reports. */
    @Property(tries = 300)
    void exchangingKeysChangesNoReport(@ForAll @Size(max = 200) byte[] keys, @ForAll long seed) throws Exception {
        List<Integer> codes =
                new java.util.ArrayList<>(IntStream.range(0, 256).boxed().toList());
        Collections.shuffle(codes, new Random(seed));
        byte[] others = new byte[keys.length];
        for (int i = 0; i < keys.length; i++) {
            others[i] = codes.get(Byte.toUnsignedInt(keys[i])).byteValue();
        }
        assertEquals(reports(keys, seed), reports(others, seed));
    }

    private static String reports(byte[] keys, long seed) throws DisplayException {
        CountingHandler counts = new CountingHandler();
        XRecordDecoder decoder =
                new XRecordDecoder(counts, ButtonMapping.IDENTITY, false, RecordProtocol.NO_XINPUT, ":7");
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (byte key : keys) {
            byte[] reply = FakeXServer.reply(0, FakeXServer.event(2 + random.nextInt(2), key));
            decoder.decode(ByteBuffer.wrap(reply).order(ByteOrder.nativeOrder()));
            text.append(counts);
        }
        return text.toString();
    }

    /** Any bytes from a server are decoded or refused; nothing else happens. */
    @Property(tries = 1000)
    void anyBytesAreReadOrRefused(@ForAll @Size(min = 32, max = 400) byte[] reply) {
        XRecordDecoder decoder = new XRecordDecoder(
                new CountingHandler(), ButtonMapping.IDENTITY, false, RecordProtocol.NO_XINPUT, ":7");
        byte[] data = Arrays.copyOf(reply, reply.length);
        data[1] = data[1] % 3 == 0 ? 0 : data[1];
        try {
            decoder.decode(ByteBuffer.wrap(data).order(ByteOrder.nativeOrder()));
        } catch (DisplayException e) {
            assertEquals(":7", String.valueOf(e.getMessage()).replaceAll(".*at (:7) recorded.*", "$1"));
        }
    }
}

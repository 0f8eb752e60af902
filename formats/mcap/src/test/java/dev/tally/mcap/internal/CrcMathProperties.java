package dev.tally.mcap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CrcMathProperties {

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    @Property(tries = 300)
    void joinedAndExtendedIsTheCrcOfTheWhole(
            @ForAll @Size(max = 3_000) byte[] bytes, @ForAll @IntRange(max = 3_000) int where) {
        int cut = bytes.length == 0 ? 0 : where % (bytes.length + 1);
        byte[] first = Arrays.copyOf(bytes, cut);
        byte[] second = Arrays.copyOfRange(bytes, cut, bytes.length);
        assertEquals(crc(bytes), CrcMath.join(crc(first), crc(second), second.length));
        assertEquals(crc(bytes), CrcMath.extend(crc(first), ByteBuffer.wrap(second)));
    }
}

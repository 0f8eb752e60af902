package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.examples.server.FrameParser.InvalidFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class FrameParserProperties {
    private static final byte[] VALID = ("{\"timestamp_ms\":1775600941542,\"summary\":{\"total_lc\":1,\"total_kp\":5},"
                    + "\"source\":\"dësk\",\"run\":\"0f8fad5b-d9cb-469f-a165-70867728950e\",\"first\":12,\"last\":14,"
                    + "\"start_ms\":1000,\"end_ms\":2000}")
            .getBytes(StandardCharsets.UTF_8);

    @Property
    void anyBytesAreReadOrRefused(@ForAll byte[] body) {
        readOrRefused(body);
    }

    @Property(tries = 5000)
    void anythingLikeJsonIsReadOrRefused(@ForAll("jsonLike") String body) {
        readOrRefused(body.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 5000)
    void aValidPayloadWithAByteChangedIsReadOrRefused(
            @ForAll @IntRange(min = 0, max = 220) int at, @ForAll byte value) {
        byte[] body = VALID.clone();
        body[at % VALID.length] = value;
        readOrRefused(body);
    }

    @Property
    void aValidPayloadCutShortIsReadOrRefused(@ForAll @IntRange(min = 0, max = 220) int length) {
        readOrRefused(Arrays.copyOf(VALID, length % VALID.length));
    }

    private static void readOrRefused(byte[] body) {
        try {
            assertTrue(FrameParser.parse(ByteBuffer.wrap(body)).source().length() <= 128);
        } catch (InvalidFrame e) {
            assertTrue(e.code().startsWith("invalid_"));
        }
    }

    @Provide
    Arbitrary<String> jsonLike() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"summary\"",
                        "\"total_kp\"",
                        "\"run\"",
                        "\"first\"",
                        "\"source\"",
                        "1",
                        "-1",
                        "1e9",
                        "9223372036854775808",
                        "null",
                        "true",
                        "\"x\"",
                        "\"\\u0000\"",
                        " ")
                .list()
                .ofMaxSize(14)
                .map(tokens -> "{" + String.join("", tokens) + "}");
    }
}

package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tally.examples.server.FrameParser.InvalidFrame;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.encoding.IntervalJson;
import dev.tally.sink.store.Contribution;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameParserTest {
    private static final String RUN = "0f8fad5b-d9cb-469f-a165-70867728950e";
    private static final String IDENTITY =
            "\"run\":\"" + RUN + "\",\"first\":1,\"last\":2,\"start_ms\":1000,\"end_ms\":2000";

    @Test
    void thePayloadOfTheOriginalsClientHasNoIdentity() throws InvalidFrame {
        Contribution read = parse("{\"timestamp_ms\":1775600941542,\"summary\":{\"total_lc\":1,\"total_rc\":2,"
                + "\"total_mc\":3,\"total_scroll\":4,\"total_kp\":5,\"total_mm\":6}}");

        assertEquals(
                new Contribution.Anonymous(
                        "",
                        Counts.NONE
                                .with(Count.KEY_PRESSES, 5)
                                .with(Count.LEFT_CLICKS, 1)
                                .with(Count.MIDDLE_CLICKS, 3)
                                .with(Count.RIGHT_CLICKS, 2)
                                .with(Count.SCROLL_DETENTS, 4)
                                .with(Count.MOTIONS, 6)),
                read);
    }

    @Test
    void whatTheHttpSinkWritesIsReadBackAsItWas() throws InvalidFrame {
        Counts counts = Counts.of(count -> count.ordinal() + 1).with(Count.GAPS, Long.MAX_VALUE);
        ActivityInterval interval = new ActivityInterval(
                UUID.fromString(RUN), 12, 14, Instant.ofEpochMilli(1000), Instant.ofEpochMilli(2000), counts);

        Contribution read =
                FrameParser.parse(ByteBuffer.wrap(IntervalJson.payload(interval, "Zoë's 💻", Instant.EPOCH)));

        assertEquals(new Contribution.Identified("Zoë's 💻", interval, Optional.of(Instant.EPOCH)), read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"summary\":null}",
                "{\"summary\":5}",
                "{\"summary\":[{\"total_kp\":5}]}",
                "{\"summary\":{}}",
                "{\"summary\":\"total_kp\"}",
                "  {\"other\":{\"total_kp\":5}}\n",
                "{\"run\":null,\"source\":null}"
            })
    void aSummaryThatIsMissingOrNoObjectIsEmpty(String json) throws InvalidFrame {
        assertEquals(new Contribution.Anonymous("", Counts.NONE), parse(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "\"5\"",
                "5.0",
                "5.5",
                "1e3",
                "-1",
                "-9223372036854775808",
                "9223372036854775808",
                "1e400",
                "99999999999999999999999999999999",
                "[5]",
                "{\"total_kp\":5}",
                "-0",
                "{\"a\":[{}]}"
            })
    void aCountThatIsNoWholeNumberOfThisRangeIsNothing(String value) throws InvalidFrame {
        Contribution read = parse("{\"summary\":{\"total_kp\":" + value + ",\"total_mm\":7,\"new\":" + value + "}}");

        assertEquals(new Contribution.Anonymous("", Counts.NONE.with(Count.MOTIONS, 7)), read);
    }

    @Test
    void theLargestNumberIsACount() throws InvalidFrame {
        Counts counts = Counts.NONE.with(Count.KEY_PRESSES, Long.MAX_VALUE);

        assertEquals(new Contribution.Anonymous("", counts), parse("{\"summary\":{\"total_kp\":9223372036854775807}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "5",
                "\"x\"",
                "[]",
                "[{}]",
                "{",
                "}",
                "{]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{} {}",
                "{}x",
                "{\"a\":NaN}",
                "{\"summary\":{\"total_kp\":Infinity}}",
                "{\"summary\":{\"total_kp\":-Infinity}}",
                "{\"a\":01}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,\"a\":2}",
                "{\"summary\":{\"total_kp\":1,\"total_kp\":2}}",
                "{\"summary\":{},\"summary\":{}}",
                "{\"a\":\"\n\"}",
                "// x\n{}",
                "{\"summary\":{\"total_kp\":1}",
                "{\"a\":\"\\x\"}",
                "{\"a\":+1}",
                "{\"a\":0x10}",
                "\u0000",
                "\ufeff{"
            })
    void whatIsNoJsonObjectIsInvalid(String json) {
        assertEquals("invalid_json", refusal(json));
    }

    @Test
    void bombsAreInvalid() {
        assertEquals("invalid_json", refusal("{\"a\":" + "[".repeat(60_000)));
        assertEquals("invalid_json", refusal("{\"a\":".repeat(10_000)));
        assertEquals("invalid_json", refusal("{\"summary\":{\"total_kp\":" + "9".repeat(60_000) + "}}"));
        assertEquals("invalid_json", refusal("{\"" + "a".repeat(60_000) + "\":1}"));
    }

    @Test
    void whatIsNoUtf8IsInvalid() {
        byte[][] bodies = {
            {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
            {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'},
            {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'},
            "{}".getBytes(StandardCharsets.UTF_16LE),
            "{}".getBytes(StandardCharsets.UTF_16),
        };
        for (byte[] body : bodies) {
            assertEquals("invalid_json", refusal(body));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"run\":\"" + RUN + "\"",
                "\"first\":1",
                "\"start_ms\":5,\"end_ms\":6",
                "\"run\":5,\"first\":1,\"last\":2,\"start_ms\":1,\"end_ms\":2",
                "\"run\":\"1-1-1-1-1\",\"first\":1,\"last\":2,\"start_ms\":1,\"end_ms\":2",
                "\"run\":\"x\",\"first\":1,\"last\":2,\"start_ms\":1,\"end_ms\":2",
                "\"run\":\"" + RUN + "\",\"first\":0,\"last\":2,\"start_ms\":1,\"end_ms\":2",
                "\"run\":\"" + RUN + "\",\"first\":3,\"last\":2,\"start_ms\":1,\"end_ms\":2",
                "\"run\":\"" + RUN + "\",\"first\":1,\"last\":2,\"start_ms\":3,\"end_ms\":2",
                "\"run\":\"" + RUN + "\",\"first\":1.0,\"last\":2,\"start_ms\":1,\"end_ms\":2",
                "\"run\":\"" + RUN + "\",\"first\":1,\"last\":9223372036854775808,\"start_ms\":1,\"end_ms\":2",
                "\"run\":\"" + RUN + "\",\"first\":{\"a\":[1]},\"last\":2,\"start_ms\":1,\"end_ms\":2",
                "\"source\":5",
                "\"source\":\"\"",
                "\"source\":\"a\\nb\"",
                "\"source\":{\"a\":1}",
                "\"source\":\"\\ud800\""
            })
    void anIdentityThatIsNotWholeIsInvalid(String members) {
        assertEquals("invalid_identity", refusal("{" + members + "}"));
        assertEquals("invalid_json", refusal("{" + members + "} x"), "JSON is judged first");
    }

    @Test
    void theOrderOfMembersDoesNotMatter() throws InvalidFrame {
        assertEquals(
                parse("{\"source\":\"a\"," + IDENTITY + ",\"summary\":{\"total_kp\":1}}"),
                parse("{\"summary\":{\"total_kp\":1},\"x\":[1,{\"run\":5}]," + IDENTITY + ",\"source\":\"a\"}"));
    }

    private static Contribution parse(String json) throws InvalidFrame {
        return FrameParser.parse(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static String refusal(String body) {
        return refusal(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(byte[] body) {
        return assertThrows(InvalidFrame.class, () -> FrameParser.parse(ByteBuffer.wrap(body)))
                .code();
    }
}

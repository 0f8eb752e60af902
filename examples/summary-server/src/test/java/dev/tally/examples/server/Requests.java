package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Requests that several tests send, and how they check the answers. */
final class Requests {
    static final String OK = "{\"message\":\"ok\"}";
    static final String ORIGINAL_PAYLOAD =
            "{\"timestamp_ms\":1775600941542,\"summary\":{\"total_lc\":1,\"total_rc\":2,\"total_mc\":3,"
                    + "\"total_scroll\":4,\"total_kp\":5,\"total_mm\":6}}";

    private Requests() {}

    static String frame(String source, UUID run, long number, long keys) {
        return frame(source, run, number, keys, System.currentTimeMillis());
    }

    /** Returns the frame of a client whose clock shows this time. */
    static String frame(String source, UUID run, long number, long keys, long now) {
        return "{\"timestamp_ms\":" + now + ",\"summary\":{\"total_kp\":" + keys + ",\"total_scroll\":3},\"source\":\""
                + source + "\",\"run\":\"" + run + "\",\"first\":" + number + ",\"last\":" + number + ",\"start_ms\":"
                + (now - 1) + ",\"end_ms\":" + now + "}";
    }

    /** Returns the frame of an interval of one client; the summary is members of JSON, for example {@code "total_kp":3}. */
    static String interval(String client, UUID run, long number, Instant start, Duration length, String summary) {
        return "{\"timestamp_ms\":" + System.currentTimeMillis() + ",\"summary\":{" + summary + "},\"source\":\""
                + client
                + "\",\"run\":\"" + run + "\",\"first\":" + number + ",\"last\":" + number + ",\"start_ms\":"
                + start.toEpochMilli() + ",\"end_ms\":" + start.plus(length).toEpochMilli() + "}";
    }

    static byte[] head(String... headers) {
        return ("POST /frames HTTP/1.1\r\nHost: x\r\nAuthorization: " + RunningServer.KEY + "\r\n"
                        + String.join("\r\n", headers) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    static void assertAnswer(int status, String body, HttpResponse<String> answer) {
        assertEquals(status + " " + body, answer.statusCode() + " " + answer.body());
    }
}

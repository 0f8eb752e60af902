package dev.tally.sink.http;

import static dev.tally.sink.http.ScriptedServer.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RedirectTest {
    private static final String KEY = "s3cr3t-key";
    private static final ActivityInterval INTERVAL =
            new ActivityInterval(new UUID(1, 2), 12, 14, Instant.EPOCH, Instant.EPOCH, Counts.NONE);
    private static final String UNNAMED =
            ": 301, redirects are not followed: set API_URL to the address that it leads to; interval ";

    @ParameterizedTest
    @ValueSource(strings = {"301 Moved", "302 Found", "307 Temporary", "308 Permanent"})
    void isNotFollowedBecauseTheOtherServerWouldGetTheKey(String status) throws IOException {
        try (ScriptedServer elsewhere = new ScriptedServer();
                ScriptedServer server = new ScriptedServer(answer(status, "Location: " + elsewhere.uri()))) {
            SinkException failure = post(server);

            assertEquals(
                    "POST " + server.uri() + ": " + status.substring(0, 3) + " to " + elsewhere.uri()
                            + "; redirects are not followed: set API_URL to that; interval " + INTERVAL.id() + " kept",
                    failure.getMessage());
            assertEquals(Optional.of(Duration.ofSeconds(30)), failure.retryAfter());
            assertEquals(0, elsewhere.requests.size());
        }
    }

    @Test
    void aRelativeAddressIsShownInFull() throws IOException {
        try (ScriptedServer server = new ScriptedServer(answer("308 P", "Location: /v2/frames"))) {
            String message = post(server).getMessage();

            assertTrue(message.contains(": 308 to " + server.uri().resolve("/v2/frames") + "; "), message);
        }
    }

    @Test
    void theQueryIsNotShownForItMayBeSecret() throws IOException {
        String message = message("Location: https://example.org/frames?token=abc");

        assertTrue(message.contains(": 301 to https://example.org/frames; "), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y",
                "Location: ",
                "Location: ftp://example.org/",
                "Location: javascript:alert(1)",
                "Location: http://user:password@example.org/",
                "Location: http:///frames",
                "Location: http://[/",
                "Location: http://example.org/a b"
            })
    void anAddressThatCannotBePostedToIsNotShown(String header) throws IOException {
        String message = message(header);

        assertTrue(message.contains(UNNAMED) || message.contains("to http://127.0.0.1"), message);
        assertFalse(message.contains("password") || message.contains("script"), message);
    }

    @Test
    void anEndlessAddressIsNotShown() throws IOException {
        assertTrue(message("Location: http://example.org/" + "a".repeat(1000)).contains(UNNAMED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.org/" + KEY, "http://example.org/s3cr3t%2Dkey", "http://" + KEY + ".org/"})
    void anAddressThatContainsTheKeyIsNotShown(String address) throws IOException {
        String message = message("Location: " + address);

        assertTrue(message.contains(UNNAMED), message);
        assertFalse(message.contains("s3cr3t"), message);
    }

    private static String message(String header) throws IOException {
        try (ScriptedServer server = new ScriptedServer(answer("301 Moved", header))) {
            return post(server).getMessage();
        }
    }

    private static SinkException post(ScriptedServer server) {
        try (HttpSink sink = HttpSink.to(server.uri()).apiKey(KEY).build()) {
            return assertThrows(SinkException.class, () -> sink.write(INTERVAL));
        }
    }
}

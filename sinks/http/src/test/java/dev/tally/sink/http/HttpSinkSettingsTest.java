package dev.tally.sink.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSinkSettingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"s3cr3t\nkey", "s3cr3t\r\nX: y", "s3cr3tkey ", " s3cr3tkey", "s3cr3té", "s3cr3t\u0000", "", " "})
    void aKeyThatAHeaderCannotHaveIsRefusedWithoutShowingIt(String key) {
        HttpSink.Builder builder = HttpSink.to(URI.create("http://127.0.0.1/frames"));

        String message = assertThrows(IllegalArgumentException.class, () -> builder.apiKey(key))
                .getMessage();

        assertTrue(message.startsWith("apiKey "), message);
        assertFalse(message.contains("s3cr3t"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://host/frames",
                "host:5000/frames",
                "/frames",
                "http:///frames",
                "http://u:hunter2@host/",
                "http://hunter2@host/",
                "http://host:99999/",
                "file:///etc/passwd",
                "mailto:a@b",
                "http://" + "hunter2@:80/"
            })
    void anAddressThatCannotBePostedToIsRefused(String address) {
        String message = assertThrows(IllegalArgumentException.class, () -> HttpSink.to(URI.create(address)))
                .getMessage();

        assertFalse(message.contains("hunter2"), message);
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        HttpSink.Builder builder = HttpSink.to(URI.create("http://127.0.0.1/frames"));

        assertThrows(IllegalArgumentException.class, () -> builder.timeout(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.timeout(Duration.ofSeconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> builder.timeout(Duration.ofDays(400_000_000)));
        assertThrows(IllegalArgumentException.class, () -> builder.source("a\nb"));
    }
}

package dev.tally.foxglove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Origins as people write them, and as browsers send them. */
class OriginsTest {
    private static FoxgloveServerBuilder builder(String origin) {
        return FoxgloveServer.named("test").bind("127.0.0.1", 0).origins(List.of(origin));
    }

    private static int status(FoxgloveServer server, String origin) throws IOException {
        try (RawClient client = RawClient.open(server.port())) {
            return client.handshake("/", RawClient.SDK, "Origin: " + origin).status();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.foxglove.dev, https://app.foxglove.dev",
        "https://App.Foxglove.DEV, https://app.foxglove.dev",
        "HTTPS://app.foxglove.dev/, https://app.foxglove.dev",
        "https://app.foxglove.dev:443, https://app.foxglove.dev",
        "http://localhost:80/, http://localhost",
        "http://localhost:8080, http://localhost:8080",
        "http://[::1]:8080/, http://[::1]:8080",
        "http://[0:0:0:0:0:0:0:1]:8080, http://[::1]:8080",
        "http://[2001:DB8:0:0:1:0:0:1], http://[2001:db8::1:0:0:1]",
        "http://[2001:db8:0:1:2:3:0:0], http://[2001:db8:0:1:2:3::]",
        "http://[2001:db8:0:1:02:3:4:5], http://[2001:db8:0:1:2:3:4:5]",
        "http://[::ffff:192.0.2.1], http://[::ffff:c000:201]",
        "http://[::], http://[::]",
        "http://192.0.2.1:8080, http://192.0.2.1:8080",
        "https://192.0.2.example, https://192.0.2.example",
        "https://bücher.example, https://xn--bcher-kva.example",
        "https://xn--strae-oqa.example, https://xn--strae-oqa.example",
        "file://, file://",
        "null, null"
    })
    void anOriginIsBroughtIntoTheFormThatBrowsersSend(String written, String sent) throws IOException {
        try (FoxgloveServer server = builder(written).start()) {
            assertEquals(101, status(server, sent));
            assertEquals(403, status(server, "https://evil.example"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app.foxglove.dev | write https://app.foxglove.dev",
                "localhost:8080 | write https://localhost:8080",
                "* | leave origins out",
                "'' | one that no browser sends",
                "wss://app.foxglove.dev | the address of the web page",
                "https://app.foxglove.dev/view?x=1 | write https://app.foxglove.dev",
                "https://*.foxglove.dev | without user name or wildcard",
                "https://me@app.foxglove.dev | without user name or wildcard",
                "https://app.foxglove.dev:x | without user name or wildcard",
                "https://straße.example | beginning with xn--",
                "https://STRAẞE.example | beginning with xn--",
                "https://οδος.example | beginning with xn--",
                "https://a\u200Cb.example | beginning with xn--",
                "https://a\u200Db.example | beginning with xn--",
                "http://127.1 | four numbers from 0 to 255",
                "http://2130706433 | four numbers from 0 to 255",
                "http://0x7f.0.0.1 | four numbers from 0 to 255",
                "http://10.0.0.0x1 | four numbers from 0 to 255",
                "http://0177.0.0.1:8080 | four numbers from 0 to 255",
                "http://192.0.2.256 | four numbers from 0 to 255",
                "http://192.0.2.1. | four numbers from 0 to 255",
                "http://１２７.1 | four numbers from 0 to 255",
                "http://[1:2] | the IPv6 address is malformed",
            })
    void anOriginThatNoBrowserSendsIsRefusedAtTheStart(String written, String words) {
        String said = assertThrows(IllegalArgumentException.class, () -> builder(written))
                .getMessage();
        assertTrue(said.contains(words), said);
    }

    @Test
    void programsSendNoOriginAndAreLetIn() throws IOException {
        try (FoxgloveServer server = builder("https://app.foxglove.dev").start();
                RawClient client = RawClient.open(server.port())) {
            assertEquals(101, client.handshake("/", RawClient.SDK).status());
        }
    }
}

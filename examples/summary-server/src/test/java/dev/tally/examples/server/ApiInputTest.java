package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What no client library would send to the API, byte by byte: each gets an answer, and none an error of the server. */
@Timeout(60)
class ApiInputTest {
    private static final String ACTIVITY = "/api/v1/activity";

    @TempDir
    private Path directory;

    private static int status(RunningServer server, String target, String... headers) throws Exception {
        try (Socket socket = server.connect()) {
            String head = "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    + String.join("\r\n", headers) + (headers.length > 0 ? "\r\n" : "") + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(answer.startsWith("HTTP/1.1 "), () -> target + ": " + answer);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    @Test
    void queriesThatCannotBeDecodedAreRefused() throws Exception {
        try (RunningServer server = new RunningServer(directory.resolve("a.db"))) {
            for (String query :
                    List.of("client=%", "client=%zz", "client=%c3%28", "client=%u0041", "%", "client=%ed%a0%80")) {
                assertEquals(400, status(server, ACTIVITY + "?" + query), query);
            }
        }
    }

    @Test
    void headersThatCannotBeParsedGetAnAnswer() throws Exception {
        try (RunningServer server = new RunningServer(directory.resolve("a.db"))) {
            for (String header : List.of(
                    "If-None-Match: W/\"",
                    "If-None-Match: \"a\", W/\"b\"",
                    "If-None-Match: \"\\",
                    "Accept-Encoding: ;;q=\"",
                    "Accept-Encoding: gzip;q=x, ,,;",
                    "Accept-Encoding: \"gzip")) {
                for (String path : List.of(ACTIVITY, "/api/v1/totals", "/badge.svg", "/openapi.yaml", "/")) {
                    int status = status(server, path, header);
                    assertTrue(status < 500, header + " to " + path + ": " + status);
                }
            }
        }
    }

    @Test
    void aQueryThatIsTooLongIsRefused() throws Exception {
        try (RunningServer server = new RunningServer(directory.resolve("a.db"))) {
            assertEquals(414, status(server, ACTIVITY + "?client=" + "x".repeat(20_000)));
            assertEquals(400, status(server, ACTIVITY + "?" + "client=x&".repeat(500)));
        }
    }

    @Test
    void aBodyOfAReadIsIgnored() throws Exception {
        try (RunningServer server = new RunningServer(directory.resolve("a.db"))) {
            assertEquals(200, status(server, ACTIVITY, "Content-Length: 1000000000"));
        }
    }
}

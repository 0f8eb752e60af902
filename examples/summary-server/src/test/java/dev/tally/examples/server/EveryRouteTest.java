package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hostile heads and bodies for every method of every path: none is an error of the server, and none counts anything. */
@Timeout(120)
class EveryRouteTest {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "X".repeat(300));
    private static final String KEY = "Authorization: " + RunningServer.KEY + "\r\n";

    /** A method or a version that the HTTP server does not know. */
    private static final Set<Integer> UNKNOWN_TO_HTTP = Set.of(501, 505);

    /** What is sent beside method and path; {@code allowed} are the statuses that may answer it, or none for all below 500. */
    private record Hostile(String name, String query, String headers, String body, Set<Integer> allowed) {
        Hostile(String name, String headers, String body, Integer... allowed) {
            this(name, "", headers, body, Set.of(allowed));
        }
    }

    private static final List<Hostile> ALL = List.of(
            new Hostile("head of 9 KB", "X: " + "x".repeat(9000) + "\r\n", "", 431),
            new Hostile("key of 7 KB", "Authorization: " + "k".repeat(7000) + "\r\n", ""),
            new Hostile("two keys", KEY + KEY, ""),
            new Hostile("bytes in a key", "Authorization: Bearer \u00ff\u00fe\u0080\r\n", ""),
            new Hostile("NUL in a header", "X-Name: a\u0000b\r\n", "", 400),
            new Hostile("header without a name", ": value\r\n", "", 400),
            new Hostile("folded header", "X-Name: a\r\n b\r\n", "", 400),
            new Hostile("two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n", "{}", 400),
            new Hostile("length and chunks", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n", 400),
            new Hostile("broken chunk", KEY + "Transfer-Encoding: chunked\r\n", "fffffffffff\r\n{"),
            new Hostile("forwarded for 2000", "X-Forwarded-For: " + "1.2.3.4,".repeat(800) + "\r\n", ""),
            new Hostile("another protocol", "Connection: Upgrade\r\nUpgrade: websocket\r\n", ""),
            new Hostile("expectation", "Expect: nonsense\r\nContent-Length: 2\r\n", "{}"),
            new Hostile("deep body", KEY + "Content-Length: 60000\r\n", "[".repeat(60_000)),
            new Hostile("body that is no text", KEY + "Content-Length: 4\r\n", "\u00ff\u00fe\u0000\u0001"),
            new Hostile("body that is cut", KEY + "Content-Length: 400\r\n", "{\"summary\":{\"total_kp\":1}}"),
            new Hostile("conditions", "If-None-Match: W/\"\r\nIf-Modified-Since: never\r\nRange: bytes=9-1\r\n", ""),
            new Hostile("query that is no text", "?client=%ff%fe&from=%00&zone=../../etc", KEY, "", Set.of()),
            new Hostile("huge numbers", "?from=9".repeat(40) + "&limit=-99999999999999999999", KEY, "", Set.of()));

    @TempDir
    private Path directory;

    @Test
    void noHeadAndNoBodyIsAnErrorOfTheServer() throws Exception {
        List<String> wrong = new ArrayList<>();
        try (RunningServer server = new RunningServer(directory.resolve("a.db"))) {
            Set<String> paths = new TreeSet<>(server.methodsByPath().keySet());
            paths.addAll(List.of("/none", "//", "/frames/..%2fhealth", "/%2e%2e/etc/passwd", "/frames;a=b", "*"));
            for (String path : paths) {
                for (String method : METHODS) {
                    for (Hostile each : ALL) {
                        String answer = send(server, method, path, each);
                        if (!isRight(answer, each.allowed)) {
                            wrong.add(method + " " + path + " with " + each.name + ": " + answer);
                        }
                    }
                }
            }
            assertEquals(List.of(), wrong);
            assertEquals(200, server.get("/health").statusCode());
            assertEquals(0, server.sum("kp"));
        }
    }

    /** An answer may be missing: the connection of what is no HTTP may just end. */
    private static boolean isRight(String answer, Set<Integer> allowed) {
        if (answer.isEmpty()) {
            return true;
        }
        int status = Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        return allowed.isEmpty()
                ? status < 500 || UNKNOWN_TO_HTTP.contains(status)
                : status == 400 || allowed.contains(status);
    }

    private static String send(RunningServer server, String method, String path, Hostile each) throws IOException {
        String head = method + " " + path + each.query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + each.headers + "\r\n" + each.body;
        try (Socket socket = server.connect()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return firstLine(socket.getInputStream());
        } catch (SocketException e) { // reset: the answer was sent before all was read
            return "";
        }
    }

    /** Reads one line only: events have no end. */
    private static String firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
            line.write(next);
        }
        String answer = line.toString(StandardCharsets.ISO_8859_1);
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 "), answer);
        return answer;
    }
}

package dev.tally.examples.server;

import static dev.tally.examples.server.Requests.OK;
import static dev.tally.examples.server.Requests.ORIGINAL_PAYLOAD;
import static dev.tally.examples.server.Requests.assertAnswer;
import static dev.tally.examples.server.Requests.head;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that are large, slow, cut, in pieces or encoded. */
@Timeout(120)
class BodiesTest {
    @TempDir
    private Path directory;

    @Test
    void aBodyUpToTheLimitIsReadAndNoLarger() throws Exception {
        try (RunningServer server = open()) {
            String most = "{\"x\":\"" + "y".repeat(65536 - 8) + "\"}";
            assertEquals(65536, most.length());
            assertAnswer(200, OK, server.postWithKey(most));
            assertAnswer(413, "{\"error\":\"too_large\"}", server.postWithKey(most + " "));
            assertAnswer(413, "{\"error\":\"too_large\"}", server.postWithKey(" ".repeat(3_000_000)));
        }
    }

    @Test
    void aBodyThatNeverEndsIsCutOff() throws Exception {
        try (RunningServer server = open();
                Socket socket = server.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(head("Transfer-Encoding: chunked"));
            byte[] chunk = ("10000\r\n" + "x".repeat(65536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            int sent = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> writeUntilCut(out, chunk));

            assertTrue(sent < 1000, sent + " chunks were taken");
            assertEquals(200, server.get("/health").statusCode());
        }
    }

    /** A client that is told to keep the connection would send its next request into one that is closed. */
    @Test
    void anAnswerBeforeTheBodyHasComeSaysThatTheConnectionEnds() throws Exception {
        try (RunningServer server = open();
                Socket socket = server.connect()) {
            socket.getOutputStream()
                    .write(("POST /frames HTTP/1.1\r\nHost: x\r\nAuthorization: wrong\r\nContent-Length: 100\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(30_000);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertTrue(answer.startsWith("HTTP/1.1 401"), answer);
            assertTrue(answer.contains("Connection: close\r\n"), answer);
        }
    }

    @Test
    void aBodyThatStallsIsGivenUp() throws Exception {
        try (RunningServer server = open();
                Socket socket = server.connect()) {
            socket.getOutputStream().write(head("Content-Length: 100"));
            socket.getOutputStream().write("{\"summary\"".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(30_000);
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

            assertEquals("HTTP/1.1 408", answer);
            assertEquals(0, server.rows("/activity/summary").size());
        }
    }

    @Test
    void aBodyCutShortCountsNothing() throws Exception {
        try (RunningServer server = open()) {
            for (int i = 0; i < 50; i++) {
                try (Socket socket = server.connect()) {
                    socket.getOutputStream().write(head("Content-Length: " + (ORIGINAL_PAYLOAD.length() + 1)));
                    socket.getOutputStream().write(ORIGINAL_PAYLOAD.getBytes(StandardCharsets.US_ASCII));
                }
            }
            assertAnswer(200, OK, server.postWithKey(ORIGINAL_PAYLOAD));
            assertEquals(5, server.sum("kp"));
        }
    }

    @Test
    void aBodyInManyPiecesIsOne() throws Exception {
        try (RunningServer server = open();
                Socket socket = server.connect()) {
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(head("Content-Length: " + ORIGINAL_PAYLOAD.length()));
            for (byte b : ORIGINAL_PAYLOAD.getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(b);
            }
            assertEquals("HTTP/1.1 200", new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
            assertEquals(5, server.sum("kp"));
        }
    }

    @Test
    void pipelinedRequestsAreAllAnswered() throws Exception {
        try (RunningServer server = open();
                Socket socket = server.connect()) {
            byte[] head = head("Content-Length: " + ORIGINAL_PAYLOAD.length());
            byte[] body = ORIGINAL_PAYLOAD.getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 100; i++) {
                socket.getOutputStream().write(head);
                socket.getOutputStream().write(body);
            }
            socket.setSoTimeout(30_000);
            StringBuilder answers = new StringBuilder();
            while (answers.toString().split("HTTP/1.1 200", -1).length <= 100) {
                byte[] some = new byte[8192];
                answers.append(new String(some, 0, socket.getInputStream().read(some), StandardCharsets.US_ASCII));
            }
            assertEquals(500, server.sum("kp"));
        }
    }

    @Test
    void anEncodedBodyIsRefusedAsThat() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(ORIGINAL_PAYLOAD.getBytes(StandardCharsets.US_ASCII));
        }
        try (RunningServer server = open();
                Socket socket = server.connect()) {
            socket.getOutputStream()
                    .write(head("Content-Encoding: gzip", "Content-Length: " + zipped.size(), "Connection: close"));
            socket.getOutputStream().write(zipped.toByteArray());
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertTrue(answer.startsWith("HTTP/1.1 415"), answer);
            assertTrue(answer.contains("Accept-Encoding: identity\r\n"), answer);
            assertTrue(answer.endsWith("{\"error\":\"unsupported_content_encoding\"}"), answer);
            assertAnswer(
                    200,
                    OK,
                    server.post(ORIGINAL_PAYLOAD, "Authorization", RunningServer.KEY, "Content-Encoding", "identity"));
        }
    }

    private RunningServer open() throws Exception {
        return new RunningServer(directory.resolve("a.db"));
    }

    private static int writeUntilCut(OutputStream out, byte[] chunk) {
        for (int sent = 0; sent < 10_000; sent++) {
            try {
                out.write(chunk);
            } catch (IOException cut) {
                return sent;
            }
        }
        return 10_000;
    }
}

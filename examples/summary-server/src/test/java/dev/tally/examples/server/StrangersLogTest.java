package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What clients without the key make the server log, however much they send. */
@Timeout(120)
class StrangersLogTest {
    private static final int TIMES = 40;
    private static final List<String> REFUSED = List.of(
            "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n",
            "CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET http://[bad/ HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a b:c:d\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /%00/..;/%2e%2e HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /activity/summary?%zz=\u001b[31m HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / FOO\r\n\r\n",
            "\u0000\u0001\u0002\u0003\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nBad\u001bName: \u001b[31m\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(9000) + "\r\n\r\n",
            "POST /frames HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            "POST /frames HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "POST /frames HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
            "POST /frames HTTP/1.1\r\nHost: x\r\nAuthorization: wrong\r\nContent-Length: 2\r\n\r\n{}",
            "GET /health HTTP/1.1\r\nHost: x\r\nExpect: 200-maybe\r\n\r\n",
            "GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n");

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    private final List<TurboFilter> configured = List.copyOf(context.getTurboFilterList());
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void collectLines() {
        context.resetTurboFilterList();
        lines.start();
        root.addAppender(lines);
    }

    @AfterEach
    void putLoggingBack() {
        root.detachAppender(lines);
        context.resetTurboFilterList();
        configured.forEach(context::addTurboFilter);
    }

    @Test
    void theFilterIsConfigured() {
        assertEquals(1, configured.size());
        assertTrue(configured.get(0) instanceof StrangersLogFilter, configured.toString());
    }

    @Test
    void eachLoggerWritesOneLineHoweverOftenItIsMadeToWarn() throws Exception {
        context.addTurboFilter(new StrangersLogFilter()); // one that has written nothing in the last minute
        sendAll();

        for (ILoggingEvent line : lines.list) {
            String text = line.getFormattedMessage();
            assertNull(line.getThrowableProxy(), text);
            assertTrue(text.matches("[ -~]{1,400}"), text);
            assertFalse(text.contains("{}"), text);
        }
        Map<String, Long> perBeginning = lines.list.stream()
                .collect(Collectors.groupingBy(
                        line -> line.getFormattedMessage()
                                .replaceAll("[0-9]+", "N")
                                .replaceAll("\\):.*", ""),
                        Collectors.counting()));
        perBeginning.forEach((beginning, count) -> assertEquals(1, count, beginning));
        assertTrue(perBeginning.size() <= 6, perBeginning.toString());
        assertTrue(perBeginning.toString().contains("the HTTP server refused or failed"), perBeginning.toString());
    }

    @Test
    void withoutTheFilterTheyFillTheLog() throws Exception {
        sendAll();

        assertTrue(lines.list.size() >= TIMES, lines.list.size() + " lines: the requests prove nothing");
    }

    private void sendAll() throws Exception {
        try (RunningServer server = new RunningServer(directory.resolve("a.db"))) {
            for (int i = 0; i < TIMES; i++) {
                for (String request : REFUSED) {
                    send(server, request);
                }
            }
            assertEquals(200, server.get("/health").statusCode());
        }
    }

    private static void send(RunningServer server, String request) throws IOException {
        try (Socket socket = server.connect()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            while (socket.getInputStream().read() >= 0) {}
        } catch (SocketException e) {
            // the server closed before it had read all
        }
    }
}

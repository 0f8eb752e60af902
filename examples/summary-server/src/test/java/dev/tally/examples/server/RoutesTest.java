package dev.tally.examples.server;

import static dev.tally.examples.server.Requests.assertAnswer;
import static dev.tally.examples.server.Requests.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Paths, methods, and the headers that browsers look at, over sockets. */
@Timeout(120)
class RoutesTest {
    @TempDir
    private Path directory;

    @Test
    void healthIsOpenAndSaysOk() throws Exception {
        try (RunningServer server = open()) {
            assertAnswer(200, "{\"status\":\"ok\"}", server.get("/health"));
            assertEquals(200, server.send("HEAD", "/health").statusCode());
        }
    }

    @Test
    void everyAnswerMayBeReadByAnyPage() throws Exception {
        try (RunningServer server = open()) {
            for (HttpResponse<String> answer : List.of(
                    server.get("/health"),
                    server.get("/activity/summary"),
                    server.post("x"),
                    server.postWithKey("x"),
                    server.get("/nowhere"),
                    server.get("/frames"),
                    server.get("/..%2f"))) {
                assertEquals("*", header(answer, "Access-Control-Allow-Origin"), answer.toString());
                assertEquals("application/json", header(answer, "Content-Type"));
                assertFalse(answer.headers().firstValue("Server").isPresent());
            }
        }
    }

    @Test
    void aBrowserMayAskForTheKeyToBeSent() throws Exception {
        try (RunningServer server = open()) {
            for (String path : List.of("/frames", "/activity/summary", "/health")) {
                HttpResponse<String> answer = server.send(
                        "OPTIONS",
                        path,
                        "Origin",
                        "https://page.example",
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        "authorization");
                assertEquals(204, answer.statusCode());
                assertEquals("*", header(answer, "Access-Control-Allow-Origin"));
                assertTrue(header(answer, "Access-Control-Allow-Headers").contains("Authorization"));
                assertTrue(header(answer, "Access-Control-Allow-Methods").contains("POST"));
            }
        }
    }

    @Test
    void unknownPathsAndMethodsAreSaidToBe() throws Exception {
        try (RunningServer server = open()) {
            for (String path : List.of(
                    "/x",
                    "/frame",
                    "/frames/",
                    "/activity",
                    "/health/x",
                    "/FRAMES",
                    "/api/v1",
                    "/api/v1/activity/",
                    "/dashboard/index.html")) {
                assertAnswer(404, "{\"error\":\"not_found\"}", server.get(path));
            }
            for (String method : List.of("PUT", "DELETE", "PATCH", "GET")) {
                HttpResponse<String> answer = server.send(method, "/frames");
                assertAnswer(405, "{\"error\":\"method_not_allowed\"}", answer);
                assertEquals("POST, OPTIONS", header(answer, "Allow"));
            }
            assertEquals(405, server.send("POST", "/health").statusCode());
            assertEquals(405, server.send("POST", "/activity/summary").statusCode());
        }
    }

    @Test
    void optionsNamesTheMethodsAndAllowsTheHeadersThatAreAskedFor() throws Exception {
        try (RunningServer server = open()) {
            HttpResponse<String> asked = server.send(
                    "OPTIONS",
                    "/frames",
                    "Access-Control-Request-Method",
                    "POST",
                    "Access-Control-Request-Headers",
                    "x-requested-with, authorization");
            assertEquals(204, asked.statusCode());
            assertEquals("POST, OPTIONS", header(asked, "Allow"));
            assertTrue(
                    header(asked, "Access-Control-Allow-Headers").contains("x-requested-with"), asked.headers() + "");
            assertEquals("GET, HEAD, OPTIONS", header(server.send("OPTIONS", "/activity/summary"), "Allow"));
            assertEquals("GET, HEAD, OPTIONS", header(server.send("DELETE", "/health"), "Allow"));
        }
    }

    private RunningServer open() throws Exception {
        return new RunningServer(directory.resolve("a.db"));
    }
}

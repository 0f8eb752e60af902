package dev.tally.examples.server;

import static dev.tally.examples.server.Requests.ORIGINAL_PAYLOAD;
import static dev.tally.examples.server.Requests.assertAnswer;

import dev.tally.sink.store.ActivityStore;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A request during which memory ends, for example, is answered: its connection does not stay open, and the server can stop. */
@Timeout(60)
class ErrorsTest {
    private static final String INTERNAL = "{\"error\":\"internal\"}";

    @Test
    void everyRequestDuringWhichAnErrorIsThrownIsAnswered() throws Exception {
        try (RunningServer server = RunningServer.over(storeWithoutMemory())) {
            for (String path : List.of(
                    "/activity/summary",
                    "/activity/summary?detail=1",
                    "/api/v1/activity",
                    "/api/v1/totals",
                    "/api/v1/clients",
                    "/badge.svg",
                    "/health",
                    "/health?full")) {
                assertAnswer(500, INTERNAL, server.get(path));
            }
            for (String path : List.of("/api/v1/activity?from=0&to=1", "/api/v1/clients?client=desk")) {
                assertAnswer(500, INTERNAL, server.send("DELETE", path, "Authorization", RunningServer.KEY));
            }
            assertAnswer(503, "{\"error\":\"database_unavailable\"}", server.postWithKey(ORIGINAL_PAYLOAD));
        }
    }

    private static ActivityStore storeWithoutMemory() {
        return (ActivityStore) Proxy.newProxyInstance(
                ErrorsTest.class.getClassLoader(), new Class<?>[] {ActivityStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    throw new OutOfMemoryError("for a test");
                });
    }
}

package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The files of the jar over sockets; the dashboard itself is tested in a browser, by {@code DashboardIT}. */
@Timeout(60)
class ResourcesTest {
    private final Server server = new Server();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() throws Exception {
        server.stop();
        client.shutdownNow();
    }

    /** Serves a folder of the test's resources as the dashboard, and asks for a path. */
    private HttpResponse<String> get(String folder, String path, String... headers) throws Exception {
        Routes routes = new Routes();
        new Resources(folder).addTo(routes);
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        server.setHandler(routes);
        server.start();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void aServerWithoutTheDashboardSaysHowToBuildIt() throws Exception {
        HttpResponse<String> answer = get("no-such-folder", "/");

        assertEquals(404, answer.statusCode());
        assertEquals(
                "text/plain; charset=utf-8",
                answer.headers().firstValue("Content-Type").orElse(""));
        assertTrue(answer.body().contains("-Dtally.dashboard.skip=false"), answer.body());
    }

    @Test
    void thePageMayLoadOnlyWhatThisServerServes() throws Exception {
        HttpResponse<String> answer = get("page", "/");

        assertEquals(200, answer.statusCode());
        String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
        assertTrue(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains("*"), policy);
        assertEquals(
                "nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
    }

    @Test
    void aFileThatTheReaderHasIsNotSentAgain() throws Exception {
        assertEquals(304, get("page", "/", "If-None-Match", "*").statusCode());
    }

    @Test
    void noOtherFileOfTheJarIsServed() throws Exception {
        assertEquals(404, get("page", "/logback.xml").statusCode());
    }
}

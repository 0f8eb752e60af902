package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The limits of clients hold behind a real proxy, whatever they claim to be. */
@Timeout(120)
class NginxIT {
    private static final String ONE = "127.0.0.2";
    private static final String OTHER = "127.0.0.3";
    private static final String READ = "GET /activity/summary";
    private static final List<Network> LOOPBACK_PROXY = List.of(Network.parse("127.0.0.1"));
    private static final AccessSettings TWO_WRONG_KEYS =
            new AccessSettings(KeyHash.of("test", RunningServer.KEY), Optional.empty(), false, true, 2);

    @TempDir
    private Path directory;

    @Test
    void behindATrustedProxyEachClientHasALimitOfItsOwn() throws Exception {
        try (RunningServer server = new RunningServer(database(), 2, Duration.ofMinutes(10), LOOPBACK_PROXY);
                NginxProxy nginx = nginx(server)) {
            assertEquals(200, nginx.send(ONE, READ));
            assertEquals(200, nginx.send(ONE, READ, "X-Forwarded-For: " + OTHER));
            assertEquals(429, nginx.send(ONE, READ));
            for (String forged : List.of(OTHER, "203.0.113.9", "::1", "127.0.0.1", "nonsense", OTHER + ", 127.0.0.1")) {
                assertEquals(429, nginx.send(ONE, READ, "X-Forwarded-For: " + forged), forged);
            }
            assertEquals(200, nginx.send(OTHER, READ));
            assertEquals(200, nginx.send(OTHER, READ));
            assertEquals(429, nginx.send(OTHER, READ));
        }
    }

    @Test
    void withoutTrustTheProxyIsOneClient() throws Exception {
        try (RunningServer server = new RunningServer(database(), 2, Duration.ofMinutes(10), List.of());
                NginxProxy nginx = nginx(server)) {
            assertEquals(200, nginx.send(ONE, READ));
            assertEquals(200, nginx.send(OTHER, READ));
            assertEquals(429, nginx.send(ONE, READ));
            assertEquals(429, nginx.send(OTHER, READ, "X-Forwarded-For: 203.0.113.9"));
        }
    }

    @Test
    void wrongKeysCountForTheClientThatSendsThem() throws Exception {
        String right = "Authorization: " + RunningServer.KEY;
        try (RunningServer server =
                        new RunningServer(database(), 1000, Duration.ofMinutes(10), LOOPBACK_PROXY, TWO_WRONG_KEYS);
                NginxProxy nginx = nginx(server)) {
            assertEquals(401, nginx.send(ONE, READ, "Authorization: wrong"));
            assertEquals(401, nginx.send(ONE, READ, "Authorization: wrong", "X-Forwarded-For: " + OTHER));
            assertEquals(429, nginx.send(ONE, READ, right));
            assertEquals(429, nginx.send(ONE, READ, right, "X-Forwarded-For: " + OTHER));
            assertEquals(200, nginx.send(OTHER, READ, right));
        }
    }

    private Path database() {
        return directory.resolve("a.db");
    }

    private NginxProxy nginx(RunningServer server) throws Exception {
        return new NginxProxy(
                Files.createDirectory(directory.resolve("nginx")),
                server.uri("/").getPort());
    }
}

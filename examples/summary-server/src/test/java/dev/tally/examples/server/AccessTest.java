package dev.tally.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests may add and read counts: by their key and by where they come from. */
@Timeout(120)
class AccessTest {
    private static final KeyHash OWN = KeyHash.of("test", RunningServer.KEY);
    private static final KeyHash DEFAULT = KeyHash.of("test", ServerSettings.DEFAULT_KEY);

    @TempDir
    private Path directory;

    @Test
    void aClientsKeyAllowsWhatItsScopesSay() throws Exception {
        String write = create("writer", Scope.WRITE);
        String read = create("reader", Scope.READ);
        try (RunningServer server = open(new AccessSettings(OWN, Optional.of(keysFile()), false, true, 1000))) {
            assertEquals(200, post(server, write));
            assertEquals(200, post(server, "Bearer " + write));
            assertEquals(401, post(server, read));
            assertEquals(401, get(server, write));
            assertEquals(200, get(server, read));
            assertEquals(200, post(server, RunningServer.KEY), "the server's own key still allows everything");
            assertEquals(200, get(server, RunningServer.KEY));
            assertEquals(401, server.get("/activity/summary").statusCode(), "without a key");
        }
    }

    @Test
    void aRevokedKeyIsRefusedAfterTheKeysAreReadAgain() throws Exception {
        String key = create("laptop", Scope.WRITE);
        AccessSettings settings = new AccessSettings(OWN, Optional.of(keysFile()), false, false, 1000);
        try (RunningServer server = open(settings)) {
            assertEquals(200, post(server, key));
            new KeyFile(keysFile()).change(keys -> List.of());
            server.replaceKeys(settings.keys());
            assertEquals(401, post(server, key));
        }
    }

    @Test
    void anAddressThatSendsWrongKeysHasToWait() throws Exception {
        List<Network> proxies = List.of(Network.parse("127.0.0.0/8"));
        AccessSettings settings = new AccessSettings(OWN, Optional.empty(), false, false, 3);
        try (RunningServer server =
                new RunningServer(directory.resolve("a.db"), 1_000_000, Duration.ofSeconds(60), proxies, settings)) {
            for (int i = 0; i < 3; i++) {
                assertEquals(401, postFrom(server, "1.2.3.4", "wrong " + i));
            }
            assertEquals(429, postFrom(server, "1.2.3.4", "wrong again"));
            assertEquals(429, postFrom(server, "1.2.3.4", RunningServer.KEY), "a guess must not be answered");
            assertEquals(200, postFrom(server, "1.2.3.5", RunningServer.KEY), "other addresses go on");
            for (int i = 0; i < 3; i++) {
                assertEquals(401, postFrom(server, "2001:db8:1:1::" + i, "wrong"));
            }
            assertEquals(429, postFrom(server, "2001:db8:1:1:9::9", RunningServer.KEY), "one client has a whole /64");
        }
    }

    @Test
    void theDefaultKeyWorksOnThisMachineOnly() throws Exception {
        List<Network> proxies = List.of(Network.parse("127.0.0.0/8"));
        AccessSettings careful = new AccessSettings(DEFAULT, Optional.empty(), false, false, 1000);
        try (RunningServer server = open(careful)) {
            assertEquals(200, post(server, "secret"));
            assertEquals(401, postFrom(server, "1.2.3.4", "secret"), "a proxy on this machine that is not trusted");
        }
        try (RunningServer server =
                new RunningServer(directory.resolve("b.db"), 1000, Duration.ofSeconds(60), proxies, careful)) {
            assertEquals(401, postFrom(server, "1.2.3.4", "secret"));
            assertEquals(200, postFrom(server, "127.0.0.9", "secret"));
        }
        AccessSettings open = new AccessSettings(DEFAULT, Optional.empty(), true, false, 1000);
        try (RunningServer server =
                new RunningServer(directory.resolve("c.db"), 1000, Duration.ofSeconds(60), proxies, open)) {
            assertEquals(200, postFrom(server, "1.2.3.4", "secret"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org",
                "null",
                "http://localhost.example.org",
                "http://127.0.0.1.example.org:5000"
            })
    void theDefaultKeyDoesNotWorkForAPageOfAnotherSite(String origin) throws Exception {
        String everything = "/api/v1/activity?from=0&to=2100-01-01";
        try (RunningServer server = open(new AccessSettings(DEFAULT, Optional.empty(), false, false, 1000))) {
            assertEquals(
                    401,
                    server.post("{}", "Authorization", "secret", "Origin", origin)
                            .statusCode());
            assertEquals(
                    401,
                    server.send("DELETE", everything, "Authorization", "secret", "Origin", origin)
                            .statusCode());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:3000", "http://127.0.0.1:5000", "http://[::1]:5000", "https://LOCALHOST"})
    void theDefaultKeyWorksForAPageOfThisMachine(String origin) throws Exception {
        try (RunningServer server = open(new AccessSettings(DEFAULT, Optional.empty(), false, false, 1000))) {
            assertEquals(
                    200,
                    server.post("{}", "Authorization", "secret", "Origin", origin)
                            .statusCode());
        }
    }

    @Test
    void theKeyFileHoldsNoKeyAndIsReadableByItsOwnerOnly() throws Exception {
        String key = create("laptop", Scope.WRITE);
        String content = Files.readString(keysFile());

        assertTrue(content.startsWith("laptop write "), content);
        assertTrue(!content.contains(key) && !content.contains(key.substring(6, 20)), content);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keysFile())));
    }

    @Test
    void aChangeKeepsTheModeOfTheKeyFile() throws Exception {
        create("laptop", Scope.WRITE);
        Files.setPosixFilePermissions(keysFile(), PosixFilePermissions.fromString("rw-r-----"));
        new KeyFile(keysFile()).change(keys -> List.of());

        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(keysFile())));
        assertEquals("", Files.readString(keysFile()));
    }

    @Test
    void aKeyFileThatRootChangesStaysThatOfTheServersUser() throws Exception {
        assumeTrue(isRoot(), "only root may give files away");
        create("laptop", Scope.WRITE);
        Files.setAttribute(keysFile(), "unix:uid", 65533);
        Files.setAttribute(keysFile(), "unix:gid", 65532);
        new KeyFile(keysFile()).change(keys -> List.of());

        assertEquals("", Files.readString(keysFile()));
        assertEquals(65533, Files.getAttribute(keysFile(), "unix:uid"));
        assertEquals(65532, Files.getAttribute(keysFile(), "unix:gid"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keysFile())));
    }

    @Test
    void aKeyFileThatMayNotBeReadIsSaidWithTheRemedy() throws Exception {
        assumeFalse(isRoot(), "root may read every file");
        create("laptop", Scope.WRITE);
        Files.setPosixFilePermissions(keysFile(), PosixFilePermissions.fromString("---------"));
        String message = assertThrows(IllegalArgumentException.class, () -> new KeyFile(keysFile()).read())
                .getMessage();
        assertTrue(message.contains("may not read the keys; give the file to that user"), message);
    }

    private boolean isRoot() throws Exception {
        return Files.getAttribute(directory, "unix:uid").equals(0);
    }

    @Test
    void aBrokenKeyFileIsSaidWithItsLine() throws Exception {
        create("laptop", Scope.WRITE);
        Files.writeString(keysFile(), Files.readString(keysFile()) + "\n# a comment\nhouse everything now 00\n");
        String message = assertThrows(IllegalArgumentException.class, () -> new KeyFile(keysFile()).read())
                .getMessage();
        assertTrue(message.contains("line 4: \"everything\" is no scope"), message);
    }

    private RunningServer open(AccessSettings settings) throws Exception {
        return new RunningServer(directory.resolve("a.db"), 1_000_000, Duration.ofSeconds(60), List.of(), settings);
    }

    private Path keysFile() {
        return directory.resolve("keys");
    }

    private String create(String name, Scope scope) throws Exception {
        String key = ClientKey.random();
        new KeyFile(keysFile()).change(keys -> {
            keys.add(new ClientKey(name, EnumSet.of(scope), Instant.EPOCH, KeyHash.of(name, key)));
            return keys;
        });
        return key;
    }

    private static int post(RunningServer server, String authorization) throws Exception {
        return server.post("{}", "Authorization", authorization).statusCode();
    }

    private static int postFrom(RunningServer server, String forwardedFor, String authorization) throws Exception {
        return server.post("{}", "Authorization", authorization, "X-Forwarded-For", forwardedFor)
                .statusCode();
    }

    private static int get(RunningServer server, String authorization) throws Exception {
        return server.get("/activity/summary", "Authorization", authorization).statusCode();
    }
}

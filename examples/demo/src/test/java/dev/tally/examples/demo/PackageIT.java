package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.x11.XTestClient;
import dev.tally.testkit.x11.XvfbServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/package} makes is installed and run: without a Java on the path, and from another folder than it was made in. */
@EnabledIfSystemProperty(named = "tally.full", matches = "true", disabledReason = "only with -Dtally.full=true")
@Timeout(1200)
class PackageIT {
    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
    private static final Path DIST = HOME.resolve("target/dist");
    private static final int PRESSES = 20;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makePackages() throws Exception {
        run(List.of(HOME.resolve("bin/package").toString()), Map.of("TALLY_NO_BUILD", "1"));
    }

    @Test
    void theTarballsCountAndDeliverWithoutAnyJava() throws Exception {
        for (Path tarball : made(".tar.gz")) {
            run(List.of("tar", "-xzf", tarball.toString(), "-C", directory.toString()), Map.of());
        }
        assertCountsAreDelivered(
                directory.resolve("tally-summary-server/bin/summary-server"),
                directory.resolve("tally-activity-client/bin/activity-client"));
    }

    @Test
    void aBrokenOrMissingCacheMakesItSlowerAndNothingElse() throws Exception {
        for (Path tarball : made(".tar.gz")) {
            run(List.of("tar", "-xzf", tarball.toString(), "-C", directory.toString()), Map.of());
        }
        String program =
                directory.resolve("tally-activity-client/bin/activity-client").toString();
        Path cache = directory.resolve("tally-activity-client/app/activity-client.aot");
        String usual = run(List.of(program, "--version"), Map.of());
        Files.write(cache, new byte[100_000]);
        assertEquals(usual, run(List.of(program, "--version"), Map.of()));
        Files.delete(cache);
        assertEquals(usual, run(List.of(program, "--version"), Map.of()));
        assertEquals(1, usual.lines().count(), usual);
    }

    @Test
    void theDebianPackagesHoldTheProgramsTheUnitsAndTheirSettings() throws Exception {
        for (Path debian : made(".deb")) {
            run(List.of("dpkg-deb", "-x", debian.toString(), directory.toString()), Map.of());
        }
        for (String file : List.of(
                "usr/lib/systemd/system/tally-activity-client.service",
                "usr/lib/systemd/user/tally-activity-client.service",
                "usr/lib/systemd/system/tally-summary-server.service",
                "etc/tally/activity-client.env",
                "etc/tally/summary-server.env",
                "usr/share/doc/tally-activity-client/70-tally-uaccess.rules")) {
            assertTrue(Files.isRegularFile(directory.resolve(file)), file);
        }
        assertCountsAreDelivered(
                directory.resolve("usr/bin/summary-server"), directory.resolve("usr/bin/activity-client"));
    }

    @Test
    void theChecksumsAreThoseOfTheFiles() throws Exception {
        run(List.of("sh", "-c", "cd '" + DIST + "' && sha256sum --check --quiet SHA256SUMS"), Map.of());
        assertEquals(2, made(".cdx.json").size());
    }

    private void assertCountsAreDelivered(Path serverProgram, Path clientProgram) throws Exception {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        Map<String, String> environment = Map.of(
                "PATH",
                "/usr/bin:/bin",
                "JAVA_HOME",
                "/nonexistent",
                "API_KEY",
                Apps.KEY,
                "SERVER_API_KEY",
                Apps.KEY,
                "GET_RATE_LIMIT_MAX_REQUESTS",
                "100000",
                "JAVA_OPTS",
                "-Djava.io.tmpdir=" + temporary);
        try (XvfbServer display = XvfbServer.start();
                XTestClient hands = XTestClient.connect(display.display());
                Child server = new Child(
                        serverProgram,
                        List.of(
                                "--host",
                                "127.0.0.1",
                                "--port",
                                "0",
                                "--database",
                                directory.resolve("db").toString()),
                        environment,
                        Pattern.compile("listening on (http://[^ ,]+)"),
                        line -> {})) {
            Summary summary = new Summary(server.ready().group(1));
            Child client = new Child(
                    clientProgram,
                    List.of(
                            "run",
                            "--sink=http,sqlite,websocket,mcap",
                            "--api-url=" + summary.frames(),
                            "--database=" + directory.resolve("counts.db"),
                            "--mcap-dir=" + directory,
                            "--ws-host=127.0.0.1",
                            "--ws-port=0",
                            "--flush-interval-sec=1",
                            "--no-spool",
                            "--backend=xrecord",
                            "--capture=xrecord.display=" + display.display()),
                    environment,
                    Pattern.compile("^live: "),
                    line -> {});
            try (client) {
                client.ready();
                press(hands);
                Eventually.isTrue(
                        "the presses are served", Duration.ofMinutes(1), () -> pressesServed(summary) == PRESSES);
                assertEquals(0, client.stop(), client::errors);
            }
            assertFalse(client.errors().contains("aot"), client::errors);
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList(), "written to the folder for temporary files");
        }
    }

    private static void press(XTestClient hands) throws Exception {
        int key = hands.letterKeys().get(0);
        for (int i = 0; i < PRESSES; i++) {
            hands.key(key);
        }
        hands.sync();
    }

    private static long pressesServed(Summary summary) {
        try {
            return summary.totals().get("kp");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> made(String end) throws IOException {
        try (Stream<Path> files = Files.list(DIST)) {
            return files.filter(file -> file.toString().endsWith(end)).toList();
        }
    }

    private static String run(List<String> command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(15, TimeUnit.MINUTES), command::toString);
        assertEquals(0, process.exitValue(), () -> command + System.lineSeparator() + said);
        return said;
    }
}

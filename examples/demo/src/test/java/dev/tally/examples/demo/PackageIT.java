package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.x11.XTestClient;
import dev.tally.testkit.x11.XvfbServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    private static final int PRESSES = 20;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makePackages() throws Exception {
        Packages.make();
    }

    @Test
    void theTarballsCountAndDeliverWithoutAnyJavaAndInAFolderWithBlanks() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("my programs"));
        for (Path tarball : Packages.made(".tar.gz")) {
            Packages.run("tar", "-xzf", tarball.toString(), "-C", folder.toString());
        }
        assertCountsAreDelivered(
                folder.resolve("tally-summary-server/bin/summary-server"),
                folder.resolve("tally-activity-client/bin/activity-client"));
    }

    @Test
    void aBrokenOrMissingCacheMakesItSlowerAndNothingElse() throws Exception {
        for (Path tarball : Packages.made(".tar.gz")) {
            Packages.run("tar", "-xzf", tarball.toString(), "-C", directory.toString());
        }
        String program =
                directory.resolve("tally-activity-client/bin/activity-client").toString();
        Path cache = directory.resolve("tally-activity-client/app/activity-client.aot");
        String usual = Packages.run(program, "--version");
        Files.write(cache, new byte[100_000]);
        assertEquals(usual, Packages.run(program, "--version"));
        Files.delete(cache);
        assertEquals(usual, Packages.run(program, "--version"));
        assertEquals(1, usual.lines().count(), usual);
    }

    @Test
    void theDebianPackagesHoldTheProgramsTheUnitsAndTheirSettings() throws Exception {
        for (Path debian : Packages.made(".deb")) {
            Packages.run("dpkg-deb", "-x", debian.toString(), directory.toString());
        }
        for (String file : List.of(
                "usr/lib/systemd/system/tally-activity-client.service",
                "usr/lib/systemd/system/tally-activity-capture.service",
                "usr/lib/systemd/user/tally-activity-client.service",
                "usr/lib/systemd/system/tally-summary-server.service",
                "usr/share/man/man1/activity-client.1.gz",
                "usr/share/man/man1/activity-client-run.1.gz",
                "usr/share/man/man1/summary-server.1.gz",
                "usr/share/bash-completion/completions/activity-client",
                "usr/share/bash-completion/completions/summary-server",
                "usr/share/zsh/vendor-completions/_activity-client",
                "usr/share/zsh/vendor-completions/_summary-server",
                "etc/tally/activity-client.env",
                "etc/tally/summary-server.env",
                "usr/share/doc/tally-activity-client/70-tally-uaccess.rules")) {
            assertTrue(Files.isRegularFile(directory.resolve(file)), file);
        }
        for (String settings : List.of("etc/tally/activity-client.env", "etc/tally/summary-server.env")) {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(directory.resolve(settings));
            assertEquals("rw-------", PosixFilePermissions.toString(rights), settings);
        }
        assertCountsAreDelivered(
                directory.resolve("usr/bin/summary-server"), directory.resolve("usr/bin/activity-client"));
    }

    @Test
    void purgedDebianPackagesLeaveTheCountsAndNothingElse() throws Exception {
        Path root = Files.createDirectories(directory.resolve("clean"));
        Files.createDirectories(root.resolve("var/lib/dpkg/info"));
        Files.createDirectories(root.resolve("var/lib/dpkg/updates"));
        Files.createFile(root.resolve("var/lib/dpkg/status"));
        Set<String> before = files(root);
        Path counts = root.resolve("var/lib/private/tally-summary-server/activity_monitor.db");
        dpkg(
                root,
                "--install",
                Packages.made(".deb").get(0).toString(),
                Packages.made(".deb").get(1).toString());
        Files.createDirectories(counts.getParent());
        Files.createFile(counts);
        Path settings = root.resolve("etc/tally/summary-server.env");
        Files.writeString(settings, Files.readString(settings) + "PORT=6000\n");

        dpkg(root, "--remove", "tally-activity-client", "tally-summary-server");
        assertTrue(Files.exists(settings), "removal keeps settings");
        String printed = dpkg(root, "--purge", "tally-activity-client", "tally-summary-server");

        assertTrue(printed.contains("the counts are kept in /var/lib/private/tally-summary-server"), printed);
        assertFalse(printed.contains("/var/lib/private/tally-activity-client"), printed);
        Set<String> left = files(root);
        left.removeAll(before);
        left.removeIf(file -> file.startsWith("var/lib/dpkg/"));
        assertEquals(Set.of("var/lib/private/tally-summary-server/activity_monitor.db"), left);
    }

    /** Runs dpkg on another root, in which nothing else is installed. */
    private static String dpkg(Path root, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (!"root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "--user", "--map-root-user"));
        }
        command.addAll(List.of("dpkg", "--root=" + root, "--force-depends", "--force-script-chrootless"));
        command.addAll(List.of(arguments));
        return Packages.run(command.toArray(String[]::new));
    }

    private static Set<String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> root.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void theChecksumsAreThoseOfTheFiles() throws Exception {
        Packages.run("sh", "-c", "cd '" + Packages.DIST + "' && sha256sum --check --quiet SHA256SUMS");
        assertEquals(2, Packages.made(".cdx.json").size());
    }

    @Test
    void theProgramsHaveTheLibrariesThatTheyNeedAndNoOthers() throws Exception {
        for (String app : List.of("activity-client", "summary-server")) {
            Path folder = Packages.DIST.resolve("image/tally-" + app + "/app");
            Set<String> needed = new TreeSet<>();
            try (JarFile jar = new JarFile(folder.resolve(app + ".jar").toFile())) {
                String path = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
                Stream.of(path.split(" "))
                        .map(each -> each.replaceFirst("lib/", ""))
                        .forEach(needed::add);
            }
            assertEquals(needed, names(folder.resolve("lib")));
            assertFalse(needed.contains(Packages.STALE));
        }
    }

    @Test
    void eachProgramHasTheCachesThatItsLauncherChoosesFrom() throws Exception {
        for (String cache : List.of(
                "tally-activity-client/app/activity-client.aot",
                "tally-activity-client/app/activity-client-all.aot",
                "tally-summary-server/app/summary-server.aot")) {
            Path file = Packages.DIST.resolve("image").resolve(cache);
            assertTrue(Files.isRegularFile(file), cache);
        }
    }

    @Test
    void madeAgainWithTheSameCachesTheyAreEqual() throws Exception {
        Path first = Files.move(Packages.DIST, Packages.DIST.resolveSibling("dist-first"));
        try {
            Map<String, String> elsewhere = Map.of("TZ", "Pacific/Kiritimati", "LC_ALL", "C");
            Packages.makeAgain(elsewhere, "--caches", first.resolve("image").toString());
            assertEquals(
                    Files.readString(first.resolve("SHA256SUMS")),
                    Files.readString(Packages.DIST.resolve("SHA256SUMS")));
        } finally {
            Packages.run("rm", "-rf", first.toString());
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
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
}

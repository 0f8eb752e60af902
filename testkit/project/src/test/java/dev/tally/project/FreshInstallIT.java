package dev.tally.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The command with which the README begins installs every module, and starts nothing that a newcomer may lack. */
@EnabledIfSystemProperty(named = "tally.full", matches = "true", disabledReason = "only with -Dtally.full=true")
class FreshInstallIT {
    private static final List<Path> LIBRARIES = Stream.of(
                    "input-capture-api",
                    "capture-xrecord",
                    "capture-evdev",
                    "aggregation",
                    "formats",
                    "sinks",
                    "testkit")
            .map(Path::of)
            .toList();
    private static final List<String> NOT_NEEDED =
            List.of("node", "npm", "Xvfb", "qemu-system-x86_64", "python3", "gcc", "chromium", "umockdev-run");

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void installWithoutTestsNeedsNeitherNodeNorXNorAGuest() throws Exception {
        Path checkout = copyOfTheSources();
        Path repository = directory.resolve("repository");
        Path log = directory.resolve("build.log");
        long start = System.nanoTime();
        int status = install(checkout, repository, log);
        String printed = Files.readString(log);
        System.out.println(
                "install -DskipTests took " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + " s");

        assertEquals(0, status, printed);
        assertFalse(printed.contains("Tests run:"), "tests ran:\n" + printed);
        assertFalse(Files.exists(directory.resolve("started")), () -> "the build started " + read("started"));
        for (String artifact : List.of("tally-bom", "tally-aggregation", "tally-capture-evdev", "tally-mcap")) {
            assertTrue(Files.isDirectory(repository.resolve("dev/tally").resolve(artifact)), artifact);
        }
        assertSameJars(repository.resolve("dev/tally"));
    }

    /** The jars of the libraries have the same bytes as those that the outer build has made of the same sources. */
    private static void assertSameJars(Path installed) throws IOException {
        int compared = 0;
        for (Path library : LIBRARIES) {
            for (Path jar : jars(Checkout.ROOT.resolve(library))) {
                String name = jar.getFileName().toString();
                try (Stream<Path> files = Files.walk(installed)) {
                    Path other = files.filter(file -> file.endsWith(name))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError(jar + " was not installed"));
                    assertEquals(-1, Files.mismatch(jar, other), () -> jar + " and " + other + " differ");
                }
                compared++;
            }
        }
        assertTrue(compared >= 20, "only " + compared + " jars were found");
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getParent().endsWith("target"))
                    .filter(file ->
                            file.getFileName().toString().matches("tally-[a-z0-9-]*[a-z]-[0-9][^-]*(-SNAPSHOT)?\\.jar"))
                    .filter(FreshInstallIT::isOfAnInstalledModule)
                    .toList();
        }
    }

    private static boolean isOfAnInstalledModule(Path jar) {
        try {
            return !Files.readString(jar.resolveSibling("../pom.xml"))
                    .contains("<maven.install.skip>true</maven.install.skip>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int install(Path checkout, Path repository, Path log) throws IOException, InterruptedException {
        ProcessBuilder maven = new ProcessBuilder(
                        checkout.resolve("mvnw").toString(),
                        "-B",
                        "-s",
                        settings().toString(),
                        "-Dmaven.repo.local=" + repository,
                        "-DskipTests",
                        "install")
                .directory(checkout.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        maven.environment().merge("PATH", stubs().toString(), (path, stubs) -> stubs + ":" + path);
        maven.environment().put("JAVA_HOME", System.getProperty("tally.maven.java")); // its jar tool makes the jars
        maven.environment().put("JAVA25_HOME", System.getProperty("java.home"));
        Process process = maven.start();
        try {
            return process.waitFor();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Path copyOfTheSources() throws IOException {
        Path copy = directory.resolve("checkout");
        for (Path file : Checkout.files(Checkout.ROOT)) {
            Path target = copy.resolve(Checkout.ROOT.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
        return copy;
    }

    /** Takes what the outer build has downloaded from its repository. */
    private Path settings() throws IOException {
        String outer = Path.of(System.getProperty("tally.repository")).toUri().toString();
        String template = Files.readString(Path.of("src/newcomer/settings.xml"));
        return Files.writeString(directory.resolve("settings.xml"), template.replace("@localRepositoryUrl@", outer));
    }

    /** Programs that note that they were started, and fail. */
    private Path stubs() throws IOException {
        Path stubs = Files.createDirectories(directory.resolve("stubs"));
        for (String name : NOT_NEEDED) {
            Path stub = Files.writeString(
                    stubs.resolve(name),
                    "#!/bin/sh\necho " + name + " >>'" + directory.resolve("started") + "'\nexit 1\n");
            assertTrue(stub.toFile().setExecutable(true));
        }
        return stubs;
    }

    private String read(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            return e.toString();
        }
    }
}

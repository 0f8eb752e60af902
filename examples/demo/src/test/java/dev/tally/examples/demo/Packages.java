package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What {@code bin/package} makes. It is made once for all tests. */
final class Packages {
    static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
    static final Path DIST = HOME.resolve("target/dist");

    /** A library that no program needs, as an older build leaves it. */
    static final String STALE = "stale-1.0.jar";

    /** Settings of who makes the packages, which must not matter. */
    private static final Map<String, String> SETTINGS = Map.of("SERVER_API_KEY_FILE", "/none", "API_KEY_FILE", "/none");

    private static boolean areMade;

    private Packages() {}

    static synchronized void make() throws Exception {
        if (!areMade) {
            Path stale = HOME.resolve("examples/summary-server/target/lib").resolve(STALE);
            Files.writeString(stale, "not even a jar");
            try {
                makeAgain(SETTINGS);
            } finally {
                Files.delete(stale);
            }
            areMade = true;
        }
    }

    static void makeAgain(Map<String, String> environment, String... options) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(HOME.resolve("bin/package").toString());
        builder.command().addAll(List.of(options));
        builder.environment().putAll(environment);
        builder.environment().put("TALLY_NO_BUILD", "1");
        finish(builder);
    }

    /** Returns the files whose names end so. */
    static List<Path> made(String end) throws IOException {
        try (Stream<Path> files = Files.list(DIST)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    /** Runs a command that has to succeed; returns what it prints. */
    static String run(String... command) throws Exception {
        return finish(new ProcessBuilder(command));
    }

    private static String finish(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(15, TimeUnit.MINUTES), builder.command()::toString);
        assertEquals(0, process.exitValue(), () -> builder.command() + System.lineSeparator() + printed);
        return printed;
    }
}

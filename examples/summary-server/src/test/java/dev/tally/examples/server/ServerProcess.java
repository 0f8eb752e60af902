package dev.tally.examples.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged server as a process of its own, started as the launcher does. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("^listening on (http://\\S+) ", Pattern.MULTILINE);

    final Process process;
    private final Path errors;

    ServerProcess(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        errors = Files.createTempFile(directory, "server", ".err");
        List<String> command = new ArrayList<>(List.of(
                "env", // a build under nohup ignores SIGHUP, and what it starts would, too
                "--default-signal",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-jar",
                jar().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(errors.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("SERVER_") || name.startsWith("GET_RATE"));
        builder.environment().put("HOST", "127.0.0.1");
        builder.environment().put("PORT", "0");
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Waits for the line that says where it listens. */
    URI uri(String path) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline) {
            Matcher line = LISTENING.matcher(errors());
            if (line.find()) {
                return URI.create(line.group(1) + path);
            }
            if (!process.isAlive()) {
                throw new IOException("ended with " + process.exitValue() + ": " + errors());
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new TimeoutException("not listening within 60 s: " + errors());
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Waits for the end; returns the exit status. */
    int status() throws Exception {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new TimeoutException("still running after 60 s: " + errors());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static Path jar() throws IOException {
        Path target = Path.of(System.getProperty("basedir", "."), "target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(f -> f.getFileName().toString().matches("tally-summary-server-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no jar of the server in " + target));
        }
    }
}

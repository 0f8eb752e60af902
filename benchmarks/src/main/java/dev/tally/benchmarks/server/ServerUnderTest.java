package dev.tally.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own on a free port of the loopback; ours is started as the launcher does. */
final class ServerUnderTest implements AutoCloseable {
    static final String KEY = "benchmark";

    private static final Pattern LISTENING = Pattern.compile("[Ll]istening (?:on|at:) http://127\\.0\\.0\\.1:([0-9]+)");

    private static final String OPTIONS = "packaging/jvm/summary-server.options";

    private final Process process;
    private final int port;

    /** Starts {@code java ... arguments} in a directory; what it prints must have the line that says where it listens. */
    ServerUnderTest(Path directory, List<String> arguments) throws IOException {
        this(directory, arguments, Map.of());
    }

    /** Starts it with further variables. */
    ServerUnderTest(Path directory, List<String> arguments, Map<String, String> variables) throws IOException {
        this(start(directory, javaCommand(arguments), variables));
    }

    private ServerUnderTest(Process process) throws IOException {
        this.process = process;
        this.port = waitForPort();
    }

    /** Starts a program that is no Java. */
    static ServerUnderTest ofProgram(Path directory, List<String> command) throws IOException {
        return new ServerUnderTest(start(directory, command, Map.of()));
    }

    private static Process start(Path directory, List<String> command, Map<String, String> variables)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "HOST", "127.0.0.1",
                        "PORT", "0",
                        "SERVER_API_KEY", KEY,
                        "GET_RATE_LIMIT_MAX_REQUESTS", "1000000",
                        "MAX_CONNECTIONS_PER_ADDRESS", "512"));
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static List<String> javaCommand(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:AsyncDeflationInterval=0"));
        command.addAll(arguments);
        return command;
    }

    /**
     * Starts a server with what the launcher would take: the options, the AOT cache and the native libraries beside the jar, and
     * without options there, those of {@code packaging/jvm}.
     */
    static ServerUnderTest ofJar(Path jar, Path directory) throws IOException {
        Path folder = jar.toAbsolutePath().getParent();
        Path packaged = folder.resolve("jvm.options");
        Path options = Files.exists(packaged) ? packaged : ofRepository();
        Path cache = Path.of(jar.toString().replaceAll("\\.jar$", ".aot"));
        List<String> arguments =
                new ArrayList<>(List.of("@" + options.toAbsolutePath().normalize()));
        if (Files.exists(cache)) {
            arguments.add("-XX:AOTCache=" + cache.toAbsolutePath());
            arguments.add("-Dorg.sqlite.lib.path=" + folder.resolve("native"));
            arguments.add("-Dorg.sqlite.tmpdir=" + folder.resolve("native"));
        }
        arguments.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        return new ServerUnderTest(directory, arguments);
    }

    private static Path ofRepository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(OPTIONS))) {
            folder = Objects.requireNonNull(folder.getParent(), "no folder with " + OPTIONS);
        }
        return folder.resolve(OPTIONS);
    }

    int port() {
        return port;
    }

    /** Returns the resident memory of the process and its children, in megabytes. */
    long residentMegabytes() throws IOException {
        long megabytes = residentMegabytes(process.pid());
        for (ProcessHandle child : process.descendants().toList()) {
            megabytes += residentMegabytes(child.pid());
        }
        return megabytes;
    }

    private static long residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        throw new IOException("no VmRSS for " + pid);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private int waitForPort() throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder seen = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                Thread.ofVirtual().start(() -> discard(lines)); // so that the pipe never fills
                return Integer.parseInt(listening.group(1));
            }
            seen.append(line).append('\n');
        }
        throw new IOException("the server has ended: " + seen);
    }

    private static void discard(BufferedReader lines) {
        try {
            while (lines.readLine() != null) {}
        } catch (IOException e) {
            // the process has ended
        }
    }
}

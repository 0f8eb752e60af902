package dev.tally.examples.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A shell command on a terminal of its own, by script(1), in which {@code $CLIENT} runs the activity client. */
final class Pty implements AutoCloseable {
    private final Process process;
    private final StringBuilder shown = new StringBuilder(); // under its own lock

    private Pty(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "terminal");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a command of the shell; the terminal has 80 columns and 24 rows. */
    static Pty of(Path directory, Map<String, String> environment, String command) throws IOException {
        Path arguments = Files.writeString(
                directory.resolve("java.args"),
                "-XX:+UseSerialGC\n-XX:TieredStopAtLevel=1\n--enable-native-access=ALL-UNNAMED\n-cp\n"
                        + System.getProperty("java.class.path") + "\n" + ActivityClient.class.getName() + "\n");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                "env", // a build in the background ignores Ctrl-C, and what it starts would, too
                "--default-signal",
                "script",
                "-qefc",
                "stty cols 80 rows 24; tty > tty; " + command,
                "/dev/null"));
        builder.directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("NO_COLOR", "XDG_CONFIG_HOME", "TALLY_CONFIG"));
        builder.environment().putAll(Map.of("TERM", "xterm", "HOME", directory.toString(), "LC_ALL", "C.UTF-8"));
        builder.environment().put("XDG_RUNTIME_DIR", directory.toString());
        // dash would end by Ctrl-C itself, whatever the client makes of it
        builder.environment().put("SHELL", "/bin/bash");
        builder.environment().put("CLIENT", java + " @" + arguments);
        builder.environment().putAll(environment);
        return new Pty(builder.start());
    }

    private void read() {
        byte[] bytes = new byte[8192];
        try (InputStream terminal = process.getInputStream()) {
            for (int n = terminal.read(bytes); n >= 0; n = terminal.read(bytes)) {
                synchronized (shown) {
                    shown.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            synchronized (shown) {
                shown.append(e);
            }
        }
    }

    /** Returns everything that was written to the terminal until now. */
    String shown() {
        synchronized (shown) {
            return shown.toString();
        }
    }

    /** Types on the terminal. */
    void type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits for the end of the command, and returns its exit status. */
    int await() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the command does not end; the terminal shows: " + shown());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().collect(Collectors.toList()).forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

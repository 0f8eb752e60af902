package dev.tally.examples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that the demo started: the demo reads its lines and ends it. */
final class Child implements AutoCloseable {
    /** Everything else would be settings of the user's own client and server. */
    private static final Pattern INHERITED =
            Pattern.compile("PATH|HOME|TMPDIR|JAVA_HOME|JAVA_OPTS|LANG|LC_.*|DISPLAY|XAUTHORITY|TALLY_NO_BUILD");

    private final String name;
    private final Process process;
    private final CompletableFuture<Matcher> awaited = new CompletableFuture<>();
    private final StringBuffer errors = new StringBuffer();
    private final List<Thread> watchers;

    /**
     * Starts a program, which inherits no settings.
     *
     * @param awaited the pattern of the line on standard error by which the program says that it is ready
     * @param output receives the lines of its standard output
     */
    Child(
            Path program,
            List<String> arguments,
            Map<String, String> environment,
            Pattern awaited,
            Consumer<String> output)
            throws IOException {
        this.name = String.valueOf(program.getFileName());
        ProcessBuilder builder = new ProcessBuilder(program.toString());
        builder.command().addAll(arguments);
        builder.environment().keySet().removeIf(name -> !INHERITED.matcher(name).matches());
        builder.environment().putAll(environment);
        process = builder.start();
        watchers = List.of(watch(process.getInputStream(), output), watch(process.getErrorStream(), line -> {
            errors.append(line).append(System.lineSeparator());
            Matcher matcher = awaited.matcher(line);
            if (matcher.find()) {
                this.awaited.complete(matcher);
            }
        }));
        process.onExit()
                .thenAccept(p -> this.awaited.completeExceptionally(
                        new IOException(name + " ended with status " + p.exitValue())));
    }

    private static Thread watch(InputStream stream, Consumer<String> lines) {
        return Thread.ofVirtual().start(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines);
            } catch (IOException | UncheckedIOException e) {
                // The program has ended; its exit status tells the threads that wait for it.
            }
        });
    }

    /** Waits until the program says that it is ready. */
    Matcher ready() throws IOException, InterruptedException {
        try {
            return awaited.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    name + " did not become ready: " + e.getMessage() + System.lineSeparator() + errors, e);
        }
    }

    /** Sends SIGTERM and does not wait. */
    void terminate() {
        process.toHandle().destroy(); // the process's own destroy() would also close what it still has to say
    }

    /** Waits until the program has ended, after {@link #terminate} asked it to; returns the exit status. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        for (Thread watcher : watchers) {
            watcher.join();
        }
        return process.waitFor();
    }

    /** Sends SIGTERM and waits for the end; returns the exit status. */
    int stop() throws InterruptedException {
        terminate();
        return awaitEnd();
    }

    /** Sends SIGKILL, which leaves the program no time for anything, and waits for the end. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Returns the process id. */
    long pid() {
        return process.pid();
    }

    /** Returns what the program has written to standard error so far. */
    String errors() {
        return errors.toString();
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

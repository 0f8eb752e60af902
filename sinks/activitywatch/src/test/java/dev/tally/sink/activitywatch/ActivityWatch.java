package dev.tally.sink.activitywatch;

import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.FreePort;
import dev.tally.testkit.fixtures.PypiProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A real aw-server, installed from PyPI into {@code target}, which keeps its events in memory. */
final class ActivityWatch implements AutoCloseable {
    private static final String VERSION = "0.12.0";
    /** The last one with which the usual storage of this server works; the newest one answers 500. */
    private static final String PEEWEE = "3.17.0";

    private final Process process;
    private final int port;

    private ActivityWatch(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Installs the server if it is not there yet; empty, with the reason printed, if that is not possible here. */
    static Optional<Path> installed() throws IOException, InterruptedException {
        return PypiProgram.install("aw-server", "aw-server==" + VERSION, "peewee==" + PEEWEE);
    }

    /** Starts the server; its settings and logs go into a directory. */
    static ActivityWatch start(Path server, Path directory) throws IOException, InterruptedException {
        return start(server, directory, FreePort.find());
    }

    static ActivityWatch start(Path server, Path directory, int port) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(server.toString(), "--testing", "--host", "127.0.0.1", "--port", "" + port);
        for (String home : List.of("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")) {
            builder.environment().put(home, directory.toString());
        }
        Path log = directory.resolve("aw-server.log");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        ActivityWatch started = new ActivityWatch(process, port);
        Eventually.isTrue("aw-server answers; its log is " + log, Duration.ofSeconds(60), started::answers);
        return started;
    }

    private boolean answers() {
        try {
            return process.isAlive() && get("/api/0/info").contains("version");
        } catch (IOException e) {
            return false; // not yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    int port() {
        return port;
    }

    String get(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(address().resolve(path)).build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}

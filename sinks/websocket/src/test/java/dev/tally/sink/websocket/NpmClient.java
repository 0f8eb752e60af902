package dev.tally.sink.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The official npm client in a process of its own; what it prints comes as JSON. */
final class NpmClient implements AutoCloseable {
    private static final Path NPM =
            Path.of("../../testkit/npm").toAbsolutePath().normalize();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final LinkedBlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
    private final List<JsonNode> seen = new ArrayList<>();

    private NpmClient(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().start(this::read);
    }

    static NpmClient connect(Object url, String... options) throws IOException, InterruptedException {
        assumeTrue(isNodeHere(), "skipped: no node on the path; apt-get install nodejs npm");
        ProcessBuilder install = new ProcessBuilder(NPM.resolve("install").toString());
        assertEquals(
                0,
                install.redirectError(ProcessBuilder.Redirect.INHERIT).start().waitFor());
        List<String> command = new ArrayList<>();
        command.addAll(List.of("node", NPM.resolve("foxglove-client.js").toString(), url.toString()));
        command.addAll(List.of(options));
        ProcessBuilder client = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        return new NpmClient(client.start());
    }

    private static boolean isNodeHere() {
        for (String directory : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(directory, "node"))) {
                return true;
            }
        }
        return false;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.add(JSON.readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next event of this kind that the condition holds for; others are passed over. */
    JsonNode await(String kind, Predicate<JsonNode> condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            JsonNode event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) {
                return fail("no " + kind + " as expected among " + seen);
            }
            seen.add(event);
            if (event.get("event").textValue().equals(kind) && condition.test(event)) {
                return event;
            }
        }
    }

    JsonNode await(String kind) throws InterruptedException {
        return await(kind, event -> true);
    }

    /** What has been passed over or returned so far. */
    List<JsonNode> seen() {
        return seen;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close(); // it says goodbye and ends
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

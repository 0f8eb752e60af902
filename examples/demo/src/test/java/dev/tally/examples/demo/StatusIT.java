package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** `activity-client status` tells what the running client has counted, and what became of it. */
@Timeout(120)
class StatusIT {
    private static final int PRESSES = 12;

    @TempDir
    private Path directory;

    private Desk desk;

    @BeforeEach
    void open() throws Exception {
        desk = Desk.in(directory);
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    void withoutAClientItSaysSoAndFails() throws Exception {
        Output status = status();
        assertEquals(1, status.exit());
        assertTrue(
                status.err().startsWith("activity-client: no client is running: none has a socket in "), status.err());
        assertEquals("", status.out());
    }

    @Test
    void itShowsCountsLedgersDevicesAndTheSpool() throws Exception {
        try (Child client = desk.client(
                desk.summary().frames(), "--sink=http,mcap", "--mcap-dir=" + directory, "--spool=" + desk.spool())) {
            desk.press(PRESSES);
            desk.awaitServed(PRESSES);
            Eventually.isTrue("the delivery is shown", () -> delivered() == PRESSES);
            JsonNode status = new ObjectMapper().readTree(status("--json").out());
            assertEquals(client.pid(), status.path("pid").asLong());
            assertEquals("counting", status.path("state").asText());
            assertEquals(1, status.at("/devices/keyboards").asInt());
            for (String counts : new String[] {"/today/counts", "/total/counts", "/last_minute", "/sinks/0/seen"}) {
                assertEquals(PRESSES, status.at(counts + "/keyPresses").asLong(), counts);
            }
            assertEquals(desk.spool().toString(), status.path("spool").asText());
            assertEquals(0, status.at("/sinks/0/waiting_intervals").asInt());
            assertTrue(status.at("/live_sinks/0/sink").asText().startsWith("mcap "), status::toString);
            assertTrue(status.at("/live_sinks/0/published").asLong() > 0, status::toString);
            assertEquals(0, status.at("/live_sinks/0/unaccounted").asLong());
            assertTrue(status().out().contains("What is pending is in " + desk.spool()), status()::out);
            assertTrue(status("--format", "polybar").out().startsWith(PRESSES + " keys "));
            assertEquals(
                    "counting",
                    new ObjectMapper()
                            .readTree(status("--format", "waybar").out())
                            .path("class")
                            .asText());
            desk.stop(client);
        }
        assertEquals(List.of(), sockets());
    }

    private long delivered() {
        return desk.status().at("/sinks/0/delivered/keyPresses").asLong();
    }

    @Test
    void itSaysWhySinksFailAndHowMuchWaits() throws Exception {
        desk.killServer();
        try (Child client = desk.client(desk.summary().frames(), "--spool=" + desk.spool())) {
            desk.press(PRESSES);
            Eventually.isTrue("the failure is shown, and what waits, which is told once a second", () -> {
                JsonNode sink = desk.status().at("/sinks/0");
                return sink.path("failure").isTextual()
                        && sink.path("waiting_intervals").asInt() == 1;
            });
            Output status = status();
            assertTrue(status.out().contains("failing since "), status.out());
            assertTrue(status.out().contains("1 intervals wait"), status.out());
            assertTrue(status("--format", "polybar").out().contains("(failing)"));
            assertEquals(0, client.stop(), client::errors);
        }
    }

    @Test
    void ofSeveralClientsOneIsChosenAndAKilledOneIsForgotten() throws Exception {
        try (Child first = desk.client(desk.summary().frames());
                Child second = desk.client(desk.summary().frames())) {
            assertEquals(2, status("--json").out().lines().count());
            assertEquals(2, status("--format", "polybar").exit());
            assertEquals(
                    0, status("--format", "polybar", "--pid", "" + second.pid()).exit());
            assertEquals(1, status("--pid", "1").exit());
            second.kill();
            assertEquals(1, status("--json").out().lines().count());
            assertEquals(1, sockets().size());
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(sockets().get(0))));
            assertFalse(first.errors().contains("status"), first::errors);
        }
    }

    @Test
    void theThreadThatAnswersDoesNotWakeAnIdleClient() throws Exception {
        try (Child client = desk.client(desk.summary().frames())) {
            Eventually.isTrue("the client answers", () -> state().equals("counting"));
            Eventually.isStill(
                    "the thread waits again",
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(4),
                    () -> wakeUps(client.pid()));
            long before = wakeUps(client.pid());
            assertEquals("counting", state());
            // a wake-up is counted when the thread waits again, which may be after the answer
            Eventually.isTrue("this thread answered", () -> wakeUps(client.pid()) > before);
        }
    }

    /** How often the thread that answers was woken: the main one, which is not the first that the launcher has. */
    private static long wakeUps(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                boolean isFirst = thread.endsWith(Long.toString(pid));
                if (!isFirst && Files.readString(thread.resolve("comm")).strip().equals("java")) {
                    return Files.readAllLines(thread.resolve("status")).stream()
                            .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                            .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                            .sum();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("no thread of process " + pid + " but the first is named java");
    }

    @Test
    void aClientThatCannotHaveASocketCounts() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        try (Child client = desk.client(desk.summary().frames(), "--runtime-dir=" + file)) {
            desk.press(PRESSES);
            desk.awaitServed(PRESSES);
            assertTrue(client.errors().contains(file + " is no directory"), client::errors);
            desk.stop(client);
        }
    }

    @Test
    void whatIsTypedDuringAPauseIsNotCounted() throws Exception {
        try (Child client = desk.client(desk.summary().frames())) {
            desk.press(PRESSES);
            assertTrue(command("pause").out().contains("paused until `activity-client resume`"));
            desk.press(100);
            assertEquals("paused", state());
            assertEquals(0, command("resume").exit());
            Desk.awaitLive(client, 2);
            desk.press(PRESSES);
            assertTrue(command("pause", "3s").out().contains("paused until 20"));
            desk.press(100);
            Desk.awaitLive(client, 3);
            desk.press(PRESSES);
            desk.awaitServed(3 * PRESSES);
            assertEquals(2, command("pause", "soon").exit());
            desk.stop(client);
        }
        assertEquals(3 * PRESSES, desk.pressesServed());
        assertEquals(1, command("pause").exit());
    }

    private String state() {
        return desk.status().path("state").asText();
    }

    private List<Path> sockets() throws Exception {
        try (Stream<Path> files = Files.list(desk.sockets())) {
            return files.toList();
        }
    }

    private record Output(int exit, String out, String err) {}

    private Output status(String... options) throws Exception {
        return command("status", options);
    }

    private Output command(String name, String... options) throws Exception {
        Process process = Apps.command(desk.runtime(), name, options);
        String out = new String(process.getInputStream().readAllBytes());
        String err = new String(process.getErrorStream().readAllBytes());
        return new Output(process.waitFor(), out, err);
    }
}

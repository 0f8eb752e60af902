package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.aggregation.ActivityMonitor;
import dev.tally.aggregation.Ledger;
import dev.tally.aggregation.MonitorSnapshot;
import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureOptions;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What a running client tells of itself, and how it is shown. */
class StatusTest {
    private static final Counts TEN = Counts.NONE.with(Count.KEY_PRESSES, 10).with(Count.LEFT_CLICKS, 3);
    private static final Counts FOUR = Counts.NONE.with(Count.KEY_PRESSES, 4);

    private final SinkHealth health = new SinkHealth();

    @TempDir
    private Path directory;

    private JsonNode status() throws Exception {
        Ledger ledger = new Ledger("http x", TEN, FOUR, TEN.minus(FOUR), Map.of());
        MonitorSnapshot snapshot = Snapshots.of(TEN, List.of(ledger), Optional.of(Path.of("/state/spool")));
        return new ObjectMapper()
                .readTree(
                        StatusReport.describe(snapshot, snapshot, Snapshots.STARTED, health, PauseControl.State.OPEN));
    }

    @Test
    void theTextSaysWhatWasCountedAndWhatBecameOfIt() throws Exception {
        health.failed("http x", "connection refused");
        String text = StatusText.of(status(), ZoneOffset.UTC);
        String expected = """
                counting, process PID
                reading 1 keyboard and 1 pointer

                                                  keys    clicks    scroll   motions
                  today, since 2026-04-07 08:00        10         3         0         0
                  since 2026-04-07 08:00            10         3         0         0
                  last minute                        0         0         0         0

                http x
                  seen                              10         3         0         0
                  delivered                          4         0         0         0
                  pending                            6         3         0         0
                  1 intervals wait, the oldest of 2026-04-07 09:30
                  failing since NOW: connection refused

                mcap /tmp: 9 samples = 6 delivered + 2 pending + 1 lost
                  lost: disk full: 1

                What is pending is in /state/spool, except the last second.
                """;
        String normal = text.replaceFirst("process [0-9]+", "process PID")
                .replaceFirst("failing since [-0-9 :]+:", "failing since NOW:");
        assertEquals(expected, normal);
    }

    @Test
    void statusBarsGetTheirOwnForms() throws Exception {
        assertEquals("10 keys 0/min", StatusBar.polybar(status()));
        health.failed("http x", "connection refused");
        assertEquals("10 keys 0/min (failing)", StatusBar.polybar(status()));
        JsonNode waybar = new ObjectMapper().readTree(StatusBar.waybar(status(), ZoneOffset.UTC));
        assertEquals("failing", waybar.path("class").asText());
        assertTrue(waybar.path("tooltip").asText().contains("connection refused"), waybar::toString);
        health.delivered("http x");
        assertEquals("10 keys 0/min", StatusBar.polybar(status()));
    }

    @Test
    void aPauseIsToldAtOnceAndCountsOnceASecond() throws Exception {
        CaptureOptions options = CaptureOptions.defaults()
                .backend("simulated")
                .with("simulated.rate", "1000")
                .with("simulated.script", "keys 100");
        AtomicLong nanos = new AtomicLong();
        try (ActivityMonitor monitor = ActivityMonitor.of(CaptureBackends.best(options), options)
                .startPaused()
                .start()) {
            PauseControl pauses = new PauseControl(monitor, () -> {});
            ClientAnswers client = new ClientAnswers(new StatusReport(monitor, health, pauses, nanos::get), pauses);
            assertEquals("paused", ask(client).get("state").textValue());
            client.answer("resume");
            Eventually.isTrue("all is counted", () -> monitor.snapshot().seen().get(Count.KEY_PRESSES) == 100);
            assertEquals("counting", ask(client).get("state").textValue());
            assertEquals(0, presses(client));
            client.answer("pause");
            assertEquals("paused", ask(client).get("state").textValue());
            nanos.set(999_999_999);
            assertEquals(0, presses(client));
            nanos.set(1_000_000_000);
            assertEquals(100, presses(client));
        }
    }

    private static JsonNode ask(ClientAnswers client) throws IOException {
        return new ObjectMapper().readTree(client.answer(StatusReport.QUESTION));
    }

    private static long presses(ClientAnswers client) throws IOException {
        return ask(client).at("/total/counts/" + Count.KEY_PRESSES.label()).longValue();
    }

    @Test
    void theSocketAnswersItsUserOnlyAndIsRemovedAtTheEnd() throws Exception {
        Path sockets = directory.resolve("tally");
        RunningClients clients = new RunningClients(sockets);
        assertEquals(Map.of(), clients.ask(0, "hello"));
        long pid = ProcessHandle.current().pid();
        try (StatusSocket socket = new StatusSocket(sockets)) {
            Thread.ofVirtual()
                    .start(() -> socket.answer(question -> ("you said " + question).getBytes(StandardCharsets.UTF_8)));
            Path path = SocketDirectory.socketOf(sockets, pid);
            Eventually.isTrue("the socket is there", () -> Files.exists(path));
            Eventually.isTrue(
                    "it is open to its user only", () -> permissions(path).equals("rw-------"));
            assertEquals(Map.of(pid, "you said hello"), clients.ask(0, "hello"));
            assertEquals(Map.of(pid, "you said again"), clients.ask(pid, "again"));
            assertEquals(Map.of(), clients.ask(1, "hello"));
            assertEquals("rwx------", permissions(sockets));
        }
        assertEquals(Map.of(), clients.ask(0, "hello"));
    }

    @Test
    void aSocketOnWhichNobodyListensIsPassedOverAndRemoved() throws Exception {
        Path dead = SocketDirectory.socketOf(directory, ProcessHandle.current().pid());
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(dead));
        }
        assertEquals(Map.of(), new RunningClients(directory).ask(0, "hello"));
        assertTrue(Files.exists(dead), "it may be that of a client that begins");
        Files.setLastModifiedTime(dead, FileTime.from(Instant.now().minusSeconds(60)));
        assertEquals(Map.of(), new RunningClients(directory).ask(0, "hello"));
        assertFalse(Files.exists(dead));
    }

    @Test
    void aClientThatDoesNotAnswerIsNamedAndTheOthersAreAsked() throws Exception {
        Path silent = SocketDirectory.socketOf(directory, 1);
        long pid = ProcessHandle.current().pid();
        RunningClients clients = new RunningClients(directory, Duration.ofMillis(200));
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(silent));
            IOException failure = assertThrows(IOException.class, () -> clients.ask(0, "hello"));
            assertTrue(String.valueOf(failure.getMessage()).contains(silent + " has not answered"), failure::toString);
            try (StatusSocket socket = new StatusSocket(directory)) {
                Thread.ofVirtual()
                        .start(() -> socket.answer(question -> "{\"done\":\"it\"}".getBytes(StandardCharsets.UTF_8)));
                Eventually.isTrue("the socket is there", () -> Files.exists(SocketDirectory.socketOf(directory, pid)));
                assertEquals(1, clients.tell(0, "pause"), "not all of them did it");
                assertEquals(0, new RunningClients(directory).tell(pid, "pause"));
            }
        }
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void durationsAreHoursMinutesAndSeconds() {
        assertEquals(Optional.of(Duration.ofSeconds(90)), PauseControl.duration("90s"));
        assertEquals(Optional.of(Duration.ofMinutes(90)), PauseControl.duration("1h30m"));
        for (String wrong : new String[] {"", "0s", "30", "m", "-5m", "1d", "99999999999h"}) {
            assertEquals(Optional.empty(), PauseControl.duration(wrong), wrong);
        }
    }

    private static String socketsOf(Map<String, String> environment, String... arguments) {
        SocketDirectory directory = new SocketDirectory();
        CommandSpec spec = CommandSpec.create();
        directory.addTo(spec);
        new CommandLine(spec).parseArgs(arguments);
        return directory.path(environment).toString();
    }

    @Test
    void theSocketIsWhereServiceSessionOrUserKeepsSuchThings() {
        Map<String, String> user = Map.of("HOME", "/home/me");
        Map<String, String> session = Map.of("XDG_RUNTIME_DIR", "/run/user/1", "HOME", "/home/me");
        Map<String, String> service = Map.of("RUNTIME_DIRECTORY", "/run/tally", "XDG_RUNTIME_DIR", "/run/user/1");
        assertEquals("/home/me/.local/state/tally/run", socketsOf(user));
        assertEquals("/run/user/1/tally", socketsOf(session));
        assertEquals("/run/tally", socketsOf(service));
        assertEquals("/mine", socketsOf(service, "--runtime-dir=/mine"));
    }
}

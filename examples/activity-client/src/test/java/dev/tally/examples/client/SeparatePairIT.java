package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that counts and one that delivers, as real processes: what is killed loses a second at most, and neither can do more. */
@Timeout(180)
class SeparatePairIT {
    private static final int RATE = 200;
    /** A second of input, and what a busy machine adds to it. */
    private static final int SECOND = RATE + RATE / 2;

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();
    private int captures;

    @AfterEach
    void end() throws InterruptedException {
        for (Process each : started) {
            each.destroyForcibly().waitFor();
        }
    }

    private Path socket() {
        return directory.resolve("capture.socket");
    }

    private Process start(List<String> jvm, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ActivityClient.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()));
        builder.environment().putAll(Map.of("HOME", directory.toString(), "XDG_STATE_HOME", directory.toString()));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Process capture(String script, String... jvm) throws IOException {
        Process process = start(
                List.of(jvm),
                "capture",
                "--socket",
                socket().toString(),
                "--backend",
                "simulated",
                "--capture",
                "simulated.rate=" + RATE,
                "--capture",
                "simulated.script=" + script);
        captures++;
        Eventually.isTrue("it serves", () -> log().split("serving: ", -1).length == captures + 1);
        return process;
    }

    private Process client(String... jvm) throws IOException {
        return start(
                List.of(jvm),
                "run",
                "--backend",
                "separate",
                "--capture",
                "separate.socket=" + socket(),
                "--sink",
                "sqlite",
                "--database",
                directory.resolve("counts.db").toString(),
                "--flush-interval-sec",
                "3600",
                "--runtime-dir",
                directory.resolve("run").toString(),
                "--report",
                directory.resolve("report.json").toString());
    }

    private long seen(Process client, String count) {
        try {
            String answer = new RunningClients(directory.resolve("run"))
                    .ask(client.pid(), "status")
                    .get(client.pid());
            return answer == null
                    ? -1
                    : new ObjectMapper()
                            .readTree(answer)
                            .at("/total/counts/" + count)
                            .asLong(-1);
        } catch (IOException e) {
            return -1; // it is starting
        }
    }

    private long delivered(Process client) throws Exception {
        client.destroy();
        assertEquals(0, client.waitFor(), this::log);
        JsonNode report =
                new ObjectMapper().readTree(directory.resolve("report.json").toFile());
        return report.at("/ledger/0/seen/keyPresses").asLong(-1);
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void aKilledClientLosesASecondAtMostAndNothingIsCountedTwice() throws Exception {
        capture("keys 800; move 5 1 1");
        Process first = client();
        Eventually.isTrue("two seconds are counted", () -> seen(first, "keyPresses") >= 2 * RATE);
        first.destroyForcibly().waitFor();
        Process second = client();
        Eventually.isTrue("the script is at its end", () -> seen(second, "motions") == 5);
        long presses = delivered(second);
        assertTrue(presses <= 800 && presses >= 800 - SECOND, () -> presses + " of 800\n" + log());
    }

    @Test
    void aStoppedClientLosesNothing() throws Exception {
        capture("keys 800; move 5 1 1");
        Process first = client();
        Eventually.isTrue("a second is counted", () -> seen(first, "keyPresses") >= RATE);
        long before = delivered(first);
        Process second = client();
        Eventually.isTrue("the script is at its end", () -> seen(second, "motions") == 5);
        assertEquals(800, before + delivered(second), this::log);
    }

    @Test
    void aKilledCaptureProcessLosesASecondAtMostAndTheClientFindsTheNextOne() throws Exception {
        Process first = capture("keys 400; move 5 1 1");
        Process client = client();
        Eventually.isTrue("the script is at its end", () -> seen(client, "motions") == 5);
        first.destroyForcibly().waitFor();
        capture("keys 300; move 7 1 1");
        Eventually.isTrue("the next script is at its end", () -> seen(client, "motions") == 12);
        long presses = delivered(client) - 300;
        assertTrue(presses <= 400 && presses >= 400 - SECOND, () -> presses + " of 400\n" + log());
    }

    @Test
    void theActiveTimeIsThatOfTheInputAndNotOfTheHandovers() throws Exception {
        capture("keys 600; move 5 1 1");
        Process client = client();
        Eventually.isTrue("the script is at its end", () -> seen(client, "motions") == 5);
        assertEquals(600, delivered(client), this::log);
        JsonNode report =
                new ObjectMapper().readTree(directory.resolve("report.json").toFile());
        long active = report.at("/totals/activeMillis").asLong();
        assertTrue(active > 1500 && active < 3500, () -> active + " ms of 3000\n" + log());
    }

    @Test
    void theCaptureProcessCannotConnectAndTheClientCan() throws Exception {
        try (ServerSocket reachable = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            int port = reachable.getLocalPort();
            assertEquals("connects: false, runs programs: false", attempt("capture", port));
            assertEquals("connects: true, runs programs: true", attempt("client", port));
        }
    }

    @Test
    void theCaptureProcessHasNoNetworkWhenItLooksForABackend() throws Exception {
        try (ServerSocketChannel display = ServerSocketChannel.open()) {
            display.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .configureBlocking(false);
            String name = "127.0.0.1:" + (display.socket().getLocalPort() - 6000);
            start(
                    List.of(),
                    "capture",
                    "--socket",
                    socket().toString(),
                    "--backend",
                    "xrecord",
                    "--capture",
                    "xrecord.display=" + name);
            Eventually.isTrue("it serves", () -> log().contains("serving: "));
            assertNull(display.accept(), "nobody connects to a display");
        }
    }

    /** Has an agent in the process connect to a port of this machine, and run a program; returns what became of it. */
    private String attempt(String process, int port) throws Exception {
        Path out = directory.resolve(process + ".attempt");
        Path go = directory.resolve(process + ".go");
        String agent = "-javaagent:" + ConnectAgent.jar(directory) + "=" + go + "," + out + "," + port + ",/nothing";
        if (process.equals("capture")) {
            capture("keys 1", agent);
        } else {
            Process client = client(agent);
            Eventually.isTrue("it counts", () -> seen(client, "keyPresses") == 1);
        }
        Files.createFile(go);
        Eventually.isTrue("it has tried", () -> Files.exists(out));
        return Files.readString(out).replaceFirst(", reads.*\\n", "");
    }
}

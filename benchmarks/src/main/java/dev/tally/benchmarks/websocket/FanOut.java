package dev.tally.benchmarks.websocket;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How many messages a second reach 1, 10 and 100 clients, and what they cost the server in CPU time?
 *
 * <p>Two servers in turns, each a process of its own, with the same receivers and the same messages: this project's, and the
 * server class of the npm package {@code @foxglove/ws-protocol} on {@code ws}. Receivers share the machine with the
 * server. Each is warmed up, then measured as often as asked for; medians are printed.
 */
final class FanOut {
    private static final int[] CLIENTS = {1, 10, 100};
    private static final int DELIVERIES = 600_000;
    /** Bytes before the payload: the heads of the frame and of the message; npm sends two frames, so one head more. */
    private static final int TALLY_OVERHEAD = 2 + 13;

    private static final int NPM_OVERHEAD = 2 + 13 + 2;
    private static final int LARGEST_SHORT_FRAME = 125 - 13;

    /** A server under test, in a process of its own. */
    private static final class Server implements Closeable {
        private final Process process;
        private final OutputStream commands;
        private final int port;

        Server(List<String> command) throws IOException {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BufferedReader output = process.inputReader();
            port = Integer.parseInt(output.readLine());
            commands = process.getOutputStream();
        }

        void send(int messages) throws IOException {
            commands.write((messages + "\n").getBytes(StandardCharsets.US_ASCII));
            commands.flush();
        }

        Duration cpu() {
            return process.toHandle().info().totalCpuDuration().orElseThrow();
        }

        @Override
        public void close() throws IOException {
            commands.close();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    private record Result(double messagesPerSecond, double cpuMicrosPerMessage) {}

    private FanOut() {}

    public static void main(String[] arguments) throws IOException {
        String npmServer = arguments[0];
        int payload = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        if (payload > LARGEST_SHORT_FRAME) {
            throw new IllegalArgumentException("payload is " + payload + "; at most " + LARGEST_SHORT_FRAME);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> ours = List.of(
                java,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FanOutServer.class.getName(),
                "" + payload);
        List<String> npm = List.of("node", npmServer, "" + payload);
        System.out.printf(
                "messages delivered a second, CPU of the server for each; %d bytes of payload, medians of %d rounds%n%n",
                payload, rounds);
        System.out.println("| clients | tally | npm | ratio | tally µs CPU | npm µs CPU | ratio |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (int clients : CLIENTS) {
            Result tally = measure(ours, clients, TALLY_OVERHEAD + payload, rounds);
            Result peer = measure(npm, clients, NPM_OVERHEAD + payload, rounds);
            System.out.printf(
                    "| %d | %,.0f | %,.0f | %.1f | %.2f | %.2f | %.1f |%n",
                    clients,
                    tally.messagesPerSecond,
                    peer.messagesPerSecond,
                    tally.messagesPerSecond / peer.messagesPerSecond,
                    tally.cpuMicrosPerMessage,
                    peer.cpuMicrosPerMessage,
                    peer.cpuMicrosPerMessage / tally.cpuMicrosPerMessage);
        }
    }

    private static Result measure(List<String> command, int clients, int size, int rounds) throws IOException {
        int messages = DELIVERIES / clients;
        long bytes = (long) messages * clients * size;
        double[] rates = new double[rounds];
        double[] costs = new double[rounds];
        try (Server server = new Server(command);
                Receivers receivers = new Receivers(server.port, clients)) {
            for (int round = -2; round < rounds; round++) {
                long start = System.nanoTime();
                Duration cpu = server.cpu();
                server.send(messages);
                receivers.await(bytes);
                if (round >= 0) {
                    rates[round] = messages * (double) clients / (System.nanoTime() - start) * 1e9;
                    costs[round] = server.cpu().minus(cpu).toNanos() / 1e3 / messages / clients;
                }
            }
        }
        return new Result(median(rates), median(costs));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}

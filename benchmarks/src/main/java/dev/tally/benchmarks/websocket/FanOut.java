package dev.tally.benchmarks.websocket;

import dev.tally.benchmarks.PeerProcess;
import dev.tally.benchmarks.report.Rates;
import dev.tally.benchmarks.report.RawResults;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many messages a second reach 1, 10 and 100 clients, and what they cost the server in CPU time?
 *
 * <p>Servers in turns, each a process of its own, with the same receivers and the same messages: this project's, the server class of
 * the npm package {@code @foxglove/ws-protocol} on {@code ws}, and that of the crate {@code foxglove} for Rust, if they are there. Receivers
 * share the machine with the servers. All are warmed up, then measured as often as asked for.
 */
final class FanOut {
    private static final String TALLY = "Tally";
    private static final String NPM = "npm package";
    private static final String RUST = "crate for Rust";
    private static final String RATE = "messages/s";
    private static final String COST = "µs of CPU a message";
    private static final int WARM_UP_ROUNDS = 2;
    /** Bytes before the payload: the heads of the frame and of the message; npm sends two frames, so one head more. */
    private static final int OVERHEAD = 2 + 13;

    private static final int NPM_OVERHEAD = 2 + 13 + 2;
    private static final int LARGEST_SHORT_FRAME = 125 - 13;

    /** A server with its receivers, which share nothing with those of the others. */
    private record Contender(String name, PeerProcess server, Receivers receivers, long bytesOfMessage)
            implements Closeable {
        static Contender start(String name, List<String> command, int clients, long bytesOfMessage) throws IOException {
            PeerProcess server = new PeerProcess(command, ProcessBuilder.Redirect.DISCARD);
            int port = Integer.parseInt(server.answer());
            return new Contender(name, server, new Receivers(port, clients), bytesOfMessage);
        }

        @Override
        public void close() throws IOException {
            receivers.close();
            server.close();
        }
    }

    private final int payload;
    private final int rounds;
    private final int deliveries;
    private final Map<String, List<String>> commands = new LinkedHashMap<>();

    private FanOut(int payload, int rounds, int deliveries) {
        this.payload = payload;
        this.rounds = rounds;
        this.deliveries = deliveries;
    }

    /** Arguments: payload bytes, rounds, numbers of clients, messages of a round, and the commands of the npm package's server and Rust's. */
    public static void main(String[] arguments) throws IOException {
        int payload = Integer.parseInt(arguments[0]);
        if (payload > LARGEST_SHORT_FRAME) {
            throw new IllegalArgumentException("payload is " + payload + "; at most " + LARGEST_SHORT_FRAME);
        }
        FanOut comparison = new FanOut(payload, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[3]));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        comparison.commands.put(
                TALLY,
                List.of(
                        java,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FanOutServer.class.getName(),
                        "" + payload));
        comparison.add(NPM, arguments[4]);
        comparison.add(RUST, arguments[5]);
        for (String clients : arguments[2].split(" ")) {
            comparison.run(Integer.parseInt(clients));
        }
    }

    private void add(String name, String command) {
        if (!command.isEmpty()) {
            commands.put(name, List.of(command.split(" ")));
        }
    }

    private void run(int clients) throws IOException {
        String what = clients + (clients == 1 ? " client" : " clients");
        Rates rates = new Rates(what, RATE);
        List<Contender> contenders = new ArrayList<>();
        try {
            for (Map.Entry<String, List<String>> each : commands.entrySet()) {
                int size = payload + (each.getKey().equals(NPM) ? NPM_OVERHEAD : OVERHEAD);
                contenders.add(Contender.start(each.getKey(), each.getValue(), clients, size));
            }
            for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
                for (Contender contender : contenders) {
                    measure(contender, clients, round >= 0 ? Optional.of(rates) : Optional.empty());
                }
            }
        } finally {
            for (Contender contender : contenders) {
                contender.close();
            }
        }
        for (String peer : commands.keySet()) {
            if (!peer.equals(TALLY)) {
                rates.compare(TALLY, peer);
                RawResults.compare(what, COST, TALLY, peer);
            }
        }
        rates.print();
    }

    private void measure(Contender contender, int clients, Optional<Rates> rates) throws IOException {
        int messages = deliveries / clients;
        Duration cpu = contender.server.cpu();
        long start = System.nanoTime();
        contender.server.send("" + messages);
        contender.receivers.await(messages * (long) clients * contender.bytesOfMessage);
        double delivered = messages * (double) clients;
        double seconds = (System.nanoTime() - start) / 1e9;
        double micros = contender.server.cpu().minus(cpu).toNanos() / 1e3;
        rates.ifPresent(each -> {
            each.add(contender.name, delivered / seconds);
            RawResults.lower(
                    clients + (clients == 1 ? " client" : " clients"), COST, contender.name, micros / delivered);
        });
    }
}

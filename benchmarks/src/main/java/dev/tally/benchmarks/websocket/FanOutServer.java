package dev.tally.benchmarks.websocket;

import dev.tally.foxglove.Channel;
import dev.tally.foxglove.ChannelDefinition;
import dev.tally.foxglove.ClientStatistics;
import dev.tally.foxglove.FoxgloveServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * This project's server as a process of its own. Prints its port; for each line "N" on standard input it sends N messages of
 * the given size, holding back while a client has many waiting.
 */
final class FanOutServer {
    private static final int QUEUE = 8192;

    private FanOutServer() {}

    public static void main(String[] arguments) throws IOException {
        byte[] payload = new byte[Integer.parseInt(arguments[0])];
        Arrays.fill(payload, (byte) ' ');
        try (FoxgloveServer server = FoxgloveServer.named("tally")
                .bind("127.0.0.1", 0)
                .maxClientsPerAddress(100)
                .clientQueue(QUEUE, 64 * 1024 * 1024)
                .start()) {
            Channel channel = server.addChannel(ChannelDefinition.json("/t", "T", "{}"));
            System.out.println(server.port());
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                send(server, channel, payload, Integer.parseInt(line));
            }
            if (server.statistics().droppedMessages() > 0) {
                throw new IllegalStateException("dropped " + server.statistics().droppedMessages());
            }
        }
    }

    private static void send(FoxgloveServer server, Channel channel, byte[] payload, int count) {
        for (int i = 0; i < count; i++) {
            server.publish(channel, i, payload);
            if (i % 1024 == 1023) {
                while (server.statistics().clients().stream().anyMatch(FanOutServer::isBehind)) {
                    LockSupport.parkNanos(50_000);
                }
            }
        }
    }

    private static boolean isBehind(ClientStatistics client) {
        return client.queuedMessages() > QUEUE / 4;
    }
}

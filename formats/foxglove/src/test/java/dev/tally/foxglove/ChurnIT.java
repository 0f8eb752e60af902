package dev.tally.foxglove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tally.testkit.fixtures.Eventually;
import java.io.File;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Clients that come and go in every manner leave no connection, thread or file open. */
class ChurnIT {
    private static final int CYCLES = 1000;
    /** More threads than the JVM adds for its collector and compilers while it is busy; a leak would add hundreds. */
    private static final int OF_THE_JVM = 16;

    @Test
    void aThousandClientsThatComeAndGoLeaveNothing() throws IOException {
        try (FoxgloveServer server =
                FoxgloveServer.named("test").bind("127.0.0.1", 0).start()) {
            Channel channel = server.addChannel(ChannelDefinition.json("/t", "T", "{}"));
            cycles(server, channel, 100); // creates what is created only once
            awaitNoClients(server);
            int files = openFiles();
            int threads = threads();
            cycles(server, channel, CYCLES);
            awaitNoClients(server);

            assertFalse(channel.hasSubscribers());
            Eventually.isTrue("no descriptor is left open", () -> openFiles() <= files);
            Eventually.isTrue("no client's thread is left", () -> threads() <= threads + OF_THE_JVM);
            System.out.printf(
                    "%d cycles: %d files open (before: %d), %d threads (before: %d)%n",
                    CYCLES, openFiles(), files, threads(), threads);
        }
    }

    private static void cycles(FoxgloveServer server, Channel channel, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            server.publish(channel, i, new byte[1000]);
            switch (i % 5) {
                case 0 -> properly(server, channel);
                case 1 -> byCrash(server, channel);
                case 2 -> byEndOfStream(server, channel);
                case 3 -> afterAFault(server);
                default -> beforeTheHandshake(server);
            }
        }
    }

    private static void properly(FoxgloveServer server, Channel channel) throws IOException {
        try (RawClient client = RawClient.join(server.port())) {
            client.subscribe(0, channel.id());
            client.await(RawClient.BINARY);
            client.send(RawClient.FIN | RawClient.CLOSE, new byte[] {3, (byte) 0xE8});
            assertEquals(1000, client.awaitEnd());
        }
    }

    private static void byCrash(FoxgloveServer server, Channel channel) throws IOException {
        RawClient client = RawClient.join(server.port());
        client.subscribe(0, channel.id());
        client.reset();
    }

    private static void byEndOfStream(FoxgloveServer server, Channel channel) throws IOException {
        try (RawClient client = RawClient.join(server.port())) {
            client.subscribe(0, channel.id());
            client.await(RawClient.BINARY);
        }
    }

    private static void afterAFault(FoxgloveServer server) throws IOException {
        try (RawClient client = RawClient.join(server.port())) {
            client.raw(new byte[] {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0});
            client.awaitEnd(); // with 1002, or at once if the greeting was still on its way
        }
    }

    private static void beforeTheHandshake(FoxgloveServer server) throws IOException {
        try (RawClient client = RawClient.open(server.port())) {
            client.raw("GET / HT".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
    }

    private static void awaitNoClients(FoxgloveServer server) {
        Eventually.isTrue(
                "every client has gone", () -> server.statistics().clients().isEmpty());
    }

    private static int openFiles() {
        return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }

    private static int threads() {
        return Objects.requireNonNull(new File("/proc/self/task").list()).length;
    }
}

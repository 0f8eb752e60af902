package dev.tally.capture.xrecord.internal.x11;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DeadlineChannelTest {
    private static final Deadline DEADLINE = Deadline.in(Duration.ofSeconds(50));

    @TempDir
    private Path directory;

    /** A server dies while one thread waits for its answer, and another one closes the connection. */
    @Test
    @Timeout(60)
    void aCloseAtAnyMomentEndsTheWaitOfAnotherThread() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(address, 100);
            for (int moment = 0; moment < 50; moment++) {
                DeadlineChannel channel = DeadlineChannel.connect(address, ":7", DEADLINE);
                CompletableFuture<Throwable> end = CompletableFuture.supplyAsync(() -> endOfWait(channel));
                LockSupport.parkNanos(moment * 100_000L);
                channel.close();
                assertInstanceOf(ClosedChannelException.class, end.get(10, TimeUnit.SECONDS));
            }
        }
    }

    /** As [::1] is for a socket on a machine without IPv6. */
    @Test
    void anAddressOfAnotherKindIsAFailureWithAReason() {
        SocketAddress strange = new SocketAddress() {};
        IOException e = assertThrows(IOException.class, () -> DeadlineChannel.connect(strange, "[::1]:7", DEADLINE));
        assertTrue(String.valueOf(e.getMessage()).contains("no IPv6"), e::toString);
    }

    @Test
    void theSystemLooksAfterAPeerThatSaysNothing() throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            DeadlineChannel channel = DeadlineChannel.connect(listener.getLocalAddress(), "here:7", DEADLINE);
            try (SocketChannel peer = listener.accept()) {
                int port = ((InetSocketAddress) peer.getRemoteAddress()).getPort();
                assertTrue(secondsToKeepAlive(port) <= 30);
            } finally {
                channel.close();
            }
        }
    }

    /** Reads what proc(5) calls tr and tm->when: a timer of kind 2 is that of a keep-alive, in hundredths of a second. */
    private static long secondsToKeepAlive(int localPort) throws IOException {
        String local = String.format(":%04X", localPort);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] words = line.strip().split("\\s+");
                if (words[1].endsWith(local) && words[5].startsWith("02:")) {
                    return Long.parseLong(words[5].substring(3), 16) / 100;
                }
            }
        }
        throw new AssertionError("no keep-alive for the socket at port " + localPort);
    }

    private static Throwable endOfWait(DeadlineChannel channel) {
        try {
            channel.awaitReadable(DEADLINE);
            return new AssertionError("there is something to read");
        } catch (IOException | DisplayException | RuntimeException e) {
            return e;
        }
    }
}

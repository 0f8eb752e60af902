package dev.tally.capture.xrecord.internal.x11;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
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

    private static Throwable endOfWait(DeadlineChannel channel) {
        try {
            channel.awaitReadable(DEADLINE);
            return new AssertionError("there is something to read");
        } catch (IOException | DisplayException | RuntimeException e) {
            return e;
        }
    }
}

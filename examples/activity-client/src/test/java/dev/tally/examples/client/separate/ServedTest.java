package dev.tally.examples.client.separate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureOptions;
import dev.tally.examples.client.separate.Message.BatchId;
import dev.tally.examples.client.separate.Message.Hello;
import dev.tally.examples.client.separate.Message.Purpose;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the server looks after a connection that sends nothing. */
class ServedTest {
    @TempDir
    private Path directory;

    @Test
    void theWholeSecondComesAlsoWhileTheFirstBatchIsNotAccepted() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
        RunningSums sums = new RunningSums(() -> {});
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(address);
            try (SocketChannel peer = SocketChannel.open(address);
                    Served served = new Served(
                            new MessageChannel(listener.accept()),
                            new Hello(Message.VERSION, Purpose.COUNT, BatchId.NONE),
                            new Counting(new RigProvider(), CaptureOptions.defaults(), sums),
                            sums,
                            new Handover(sums, new UUID(1, 2), 0),
                            0)) {
                sums.devices(1, 1);
                assertTrue(served.tell(0));
                assertEquals(TimeUnit.SECONDS.toNanos(10), served.due(), "its patience");
                sums.keyPress();
                assertTrue(served.tell(1));
                assertEquals(TimeUnit.SECONDS.toNanos(1), served.due());
                assertTrue(peer.isOpen());
            }
        }
    }
}

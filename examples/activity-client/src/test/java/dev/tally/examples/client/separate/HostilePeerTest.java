package dev.tally.examples.client.separate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.InputHandler;
import dev.tally.capture.MotionUnit;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.examples.client.separate.Message.Batch;
import dev.tally.examples.client.separate.Message.BatchId;
import dev.tally.examples.client.separate.Message.Hello;
import dev.tally.examples.client.separate.Message.Purpose;
import dev.tally.examples.client.separate.Message.Welcome;
import dev.tally.testkit.CountingHandler;
import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever comes over the socket, either process goes on counting what is real. */
@Timeout(120)
class HostilePeerTest {
    @TempDir
    private Path directory;

    private static SocketChannel connect(Path socket) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private static ByteBuffer hello() {
        return Message.encode(new Hello(Message.VERSION, Purpose.COUNT, BatchId.NONE));
    }

    /** Counts once with a decent client: what came before has not harmed the server. */
    private static void assertServes(RunningServer server) throws Exception {
        CountingHandler handler = new CountingHandler();
        SeparateProvider provider = new SeparateProvider();
        try (CaptureSession session =
                CaptureSession.start(provider, server.options(), handler, new CaptureSession.Listener() {})) {
            handler.awaitLive();
            server.rig.report(InputHandler::keyPress);
            Eventually.isTrue("a press is counted", () -> handler.keyPresses() == 1);
            assertFalse(session.ended().isDone());
        }
    }

    private static void awaitDropped(SocketChannel peer) throws IOException {
        ByteBuffer rest = ByteBuffer.allocate(4096);
        try {
            while (peer.read(rest.clear()) >= 0) {
                rest.flip();
            }
        } catch (IOException e) { // reset: dropped, with what it had sent unread
        }
    }

    @Test
    void garbageIsDropped() throws Exception {
        Random random = new Random(7);
        try (RunningServer server = new RunningServer(directory)) {
            for (int i = 0; i < 200; i++) {
                byte[] bytes = new byte[1 + random.nextInt(200)];
                random.nextBytes(bytes);
                bytes[0] = (byte) (bytes[0] | 0x40); // as a length it is too much
                try (SocketChannel peer = connect(server.socket)) {
                    peer.write(ByteBuffer.wrap(bytes));
                    awaitDropped(peer);
                }
            }
            assertServes(server);
        }
    }

    @Test
    void everyByteOfAHelloThatIsWrongOrMissingIsSurvived() throws Exception {
        try (RunningServer server = new RunningServer(directory)) {
            int length = hello().remaining();
            for (int at = 0; at < length; at++) {
                try (SocketChannel peer = connect(server.socket)) {
                    ByteBuffer broken = hello();
                    broken.put(at, (byte) ~broken.get(at));
                    peer.write(broken);
                }
                try (SocketChannel peer = connect(server.socket)) {
                    peer.write(hello().limit(at));
                }
            }
            assertServes(server);
        }
    }

    @Test
    void aClientThatBreaksTheProtocolIsDroppedAndItsCountsAreKept() throws Exception {
        try (RunningServer server = new RunningServer(directory)) {
            try (SocketChannel peer = connect(server.socket)) {
                peer.write(hello());
                peer.write(Message.encode(new Message.Accept(99)));
                awaitDropped(peer);
            }
            assertServes(server);
        }
    }

    @Test
    void aThousandSilentConnectionsKeepNobodyOut() throws Exception {
        List<SocketChannel> silent = new ArrayList<>();
        try (RunningServer server = new RunningServer(directory)) {
            for (int i = 0; i < 1000; i++) {
                silent.add(connect(server.socket));
            }
            assertServes(server);
        } finally {
            for (SocketChannel each : silent) {
                each.close();
            }
        }
    }

    @Test
    void aHelloByteByByteIsUnderstood() throws Exception {
        try (RunningServer server = new RunningServer(directory);
                SocketChannel peer = connect(server.socket)) {
            for (ByteBuffer rest = hello(); rest.hasRemaining(); ) {
                peer.write(ByteBuffer.wrap(new byte[] {rest.get()}));
            }
            ByteBuffer length = ByteBuffer.allocate(5);
            while (length.hasRemaining()) {
                peer.read(length);
            }
            assertEquals(5, length.get(4), "the type of a welcome");
        }
    }

    /** Serves one connection: a welcome, and then these bytes. */
    private Thread fakeServer(Path socket, ByteBuffer... bytes) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(() -> {
            try (listener;
                    SocketChannel peer = listener.accept()) {
                peer.write(Message.encode(new Welcome(
                        new UUID(1, 1),
                        new SourceTraits("fake", MotionUnit.PIXELS, true, true),
                        new RunningSums.Devices(1, 1))));
                for (ByteBuffer each : bytes) {
                    peer.write(each);
                }
                awaitDropped(peer);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread;
    }

    private void assertFails(ByteBuffer... bytes) throws Exception {
        Path socket = directory.resolve("fake.socket");
        java.nio.file.Files.deleteIfExists(socket);
        Thread server = fakeServer(socket, bytes);
        CountingHandler handler = new CountingHandler();
        SeparateProvider provider = new SeparateProvider();
        var source =
                provider.open(dev.tally.capture.CaptureOptions.defaults().with("separate.socket", socket.toString()));
        try (CaptureSession session = CaptureSession.start(source, handler)) {
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> session.ended().get(10, TimeUnit.SECONDS));
            assertEquals(CaptureException.class, failure.getCause().getClass());
        }
        assertEquals(0, handler.keyPresses());
        server.join();
    }

    @Test
    void numbersThatNoServerSendsAreRefused() throws Exception {
        for (Sum sum : Sum.values()) {
            for (long number : new long[] {Long.MAX_VALUE, Long.MIN_VALUE}) {
                Sums wrong = Sums.of(each -> each == sum ? number : 0);
                assertFails(Message.encode(new Batch(1, 0, false, RunningSums.Devices.NONE, 0, wrong)));
            }
        }
    }

    @Test
    void garbageFromTheServerEndsTheSource() throws Exception {
        assertFails(ByteBuffer.wrap(new byte[] {0, 0, 0, 0}));
        assertFails(ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 7}));
        assertFails(ByteBuffer.wrap(new byte[] {127, 0, 0, 1, 7}));
        assertFails(hello());
    }
}

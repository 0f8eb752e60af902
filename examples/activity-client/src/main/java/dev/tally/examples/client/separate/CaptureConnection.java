package dev.tally.examples.client.separate;

import dev.tally.examples.client.separate.Message.BatchId;
import dev.tally.examples.client.separate.Message.Hello;
import dev.tally.examples.client.separate.Message.Purpose;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A connection to the capture process, and a way to wait for it.
 *
 * <p><b>Threads.</b> One, except {@link #wake}.
 */
final class CaptureConnection implements AutoCloseable {
    /** The devices are opened meanwhile. */
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(12);

    private final Selector selector;
    private final MessageChannel channel;

    /** Connects and says hello. */
    CaptureConnection(Path socket, Purpose purpose, BatchId last) throws IOException {
        selector = Selector.open();
        channel = new MessageChannel(SocketChannel.open(StandardProtocolFamily.UNIX));
        try {
            channel.channel().connect(UnixDomainSocketAddress.of(socket));
            channel.requireServer(Users.own());
            channel.channel().configureBlocking(false);
            channel.channel().register(selector, SelectionKey.OP_READ);
            channel.send(new Hello(Message.VERSION, purpose, last));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Waits for the answer to the hello. */
    Message answer() throws IOException {
        long end = System.nanoTime() + ANSWER_NANOS;
        while (System.nanoTime() - end < 0) {
            Optional<Message> answer = receive();
            if (answer.isPresent()) {
                return answer.get();
            }
            await(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()) + 1);
        }
        throw new IOException("it does not answer");
    }

    void send(Message message) throws IOException {
        channel.send(message);
    }

    Optional<Message> receive() throws IOException {
        return channel.receive();
    }

    /** Waits until there is something to receive, or {@link #wake} is called; 0 waits without a timer. */
    void await(long millis) throws IOException {
        selector.select(millis);
        selector.selectedKeys().clear();
    }

    /** Makes {@link #await} return. Any thread may call it. */
    void wake() {
        selector.wakeup();
    }

    @Override
    public void close() {
        channel.close();
        try {
            selector.close();
        } catch (IOException e) { // it is closed nevertheless
        }
    }
}

package dev.tally.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.UUID;

/**
 * Posts intervals over a number of connections from one thread: each connection sends its next one as soon as the answer to
 * the last has come, which must be 200.
 */
final class PostLoad {
    /** What was measured. */
    record Result(double perSecond, Latencies latencies) {}

    private static final class Client {
        final UUID run = UUID.randomUUID();
        final ByteBuffer answer = ByteBuffer.allocate(2048);
        ByteBuffer request = ByteBuffer.allocate(0);
        long number;
        long sentAt;

        void next() {
            number++;
            long now = System.currentTimeMillis();
            String body = "{\"timestamp_ms\":" + now + ",\"source\":\"client-"
                    + run.toString().substring(0, 8)
                    + "\",\"run\":\"" + run + "\",\"first\":" + number + ",\"last\":" + number + ",\"start_ms\":"
                    + (now - 50) + ",\"end_ms\":" + now
                    + ",\"summary\":{\"total_lc\":3,\"total_rc\":1,\"total_mc\":0,\"total_scroll\":12,\"total_kp\":140,"
                    + "\"total_mm\":620}}";
            request = ByteBuffer.wrap(("POST /frames HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + ServerUnderTest.KEY + "\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
            sentAt = System.nanoTime();
        }

        /** Says whether the answer is complete, and begins the next one. */
        boolean isAnswered() throws IOException {
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
            int head = text.indexOf("\r\n\r\n");
            if (head < 0) {
                return false;
            }
            int field = text.indexOf("Content-Length: ") + "Content-Length: ".length();
            int length = Integer.parseInt(text, field, text.indexOf('\r', field), 10);
            if (answer.position() < head + 4 + length) {
                return false;
            }
            if (!text.startsWith("HTTP/1.1 200")) {
                throw new IOException("the server answered: " + text);
            }
            answer.clear();
            return true;
        }
    }

    private PostLoad() {}

    static Result run(int port, int connections, double seconds) throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                connect(port, selector);
            }
            Latencies latencies = new Latencies();
            long start = System.nanoTime();
            long end = start + (long) (seconds * 1e9);
            while (System.nanoTime() < end) {
                selector.select(100);
                for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); keys.remove()) {
                    serve(keys.next(), latencies);
                }
            }
            double perSecond = latencies.count() / ((System.nanoTime() - start) / 1e9);
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            return new Result(perSecond, latencies);
        }
    }

    private static void connect(int port, Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Client client = new Client();
        client.next();
        channel.write(client.request);
        channel.register(selector, SelectionKey.OP_READ, client);
    }

    private static void serve(SelectionKey key, Latencies latencies) throws IOException {
        Client client = (Client) key.attachment();
        SocketChannel channel = (SocketChannel) key.channel();
        if (channel.read(client.answer) < 0) {
            throw new IOException("the server closed a connection");
        }
        if (client.isAnswered()) {
            latencies.add(System.nanoTime() - client.sentAt);
            client.next();
            channel.write(client.request); // a few hundred bytes always fit the socket's buffer
        }
    }
}

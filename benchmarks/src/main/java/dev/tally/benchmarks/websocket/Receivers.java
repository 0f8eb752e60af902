package dev.tally.benchmarks.websocket;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Clients that only count the bytes which they receive, on the caller's thread, so that they cost little. */
final class Receivers implements Closeable {
    private static final long QUIET_MILLIS = 300;

    private final Selector selector = Selector.open();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);

    Receivers(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channels.add(channel);
            channel.write(ascii("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Protocol: foxglove.sdk.v1, foxglove.websocket.v1\r\n\r\n"));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
        untilQuiet();
        for (SocketChannel channel : channels) {
            channel.write(frame("{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":0,\"channelId\":1}]}"));
        }
        untilQuiet();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A text frame whose mask is zero. */
    private static ByteBuffer frame(String text) {
        ByteBuffer payload = ascii(text);
        return ByteBuffer.allocate(6 + payload.remaining())
                .put((byte) 0x81)
                .put((byte) (0x80 | payload.remaining()))
                .putInt(0)
                .put(payload)
                .flip();
    }

    private void untilQuiet() throws IOException {
        while (selector.select(QUIET_MILLIS) > 0) {
            drain();
        }
    }

    /** Reads until the clients together have received this many bytes. */
    void await(long bytes) throws IOException {
        long left = bytes;
        while (left > 0) {
            if (selector.select(20_000) == 0) {
                throw new IOException(left + " of " + bytes + " bytes are missing");
            }
            left -= drain();
        }
        if (left < 0) {
            throw new IOException(-left + " bytes too many");
        }
    }

    private long drain() throws IOException {
        long total = 0;
        for (SelectionKey key : selector.selectedKeys()) {
            int count = ((SocketChannel) key.channel()).read(buffer.clear());
            if (count < 0) {
                throw new IOException("the server has closed a connection");
            }
            total += count;
        }
        selector.selectedKeys().clear();
        return total;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}

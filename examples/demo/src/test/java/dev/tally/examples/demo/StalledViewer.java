package dev.tally.examples.demo;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Subscribes to a channel and reads nothing of it, over a connection that holds next to nothing. */
final class StalledViewer implements AutoCloseable {
    private static final int TEXT_WHOLE = 0x81; // RFC 6455, 5.2: FIN and the opcode of text
    private static final int MASKED = 0x80;
    private static final byte[] MASK = new byte[4]; // that changes nothing

    private final Socket socket = new Socket();

    StalledViewer(URI server, long channel) throws IOException {
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        send("""
                GET / HTTP/1.1
                Host: %s
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Protocol: foxglove.sdk.v1

                """.formatted(server.getAuthority()).replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        if (socket.getInputStream().read() < 0) { // the answer has begun: frames may follow
            throw new EOFException("no answer to the handshake");
        }
        byte[] subscribe = "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":0,\"channelId\":%d}]}"
                .formatted(channel)
                .getBytes(StandardCharsets.US_ASCII);
        send(new byte[] {(byte) TEXT_WHOLE, (byte) (MASKED | subscribe.length)});
        send(MASK);
        send(subscribe);
    }

    private void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

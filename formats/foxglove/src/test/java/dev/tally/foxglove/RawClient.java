package dev.tally.foxglove;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A WebSocket client that can also send what the protocol forbids. */
final class RawClient implements Closeable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int FIN = 0x80;
    static final String SDK = "Sec-WebSocket-Protocol: foxglove.sdk.v1";

    private static final int TIMEOUT_MILLIS = 15_000;

    /** The server's answer to a handshake; header lines in lower case. */
    record Answer(int status, List<String> headers) {
        boolean has(String header) {
            return headers.contains(header.toLowerCase(Locale.ROOT));
        }
    }

    /** A frame from the server. */
    record Frame(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }
    }

    final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        this.out = socket.getOutputStream();
    }

    /** Opens a connection; nothing is sent yet. */
    static RawClient open(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
        return new RawClient(socket);
    }

    /** Opens a connection with TLS, without checking the server's certificate; nothing is sent yet. */
    static RawClient openTls(int port) throws IOException, GeneralSecurityException {
        SSLContext anyone = SSLContext.getInstance("TLS");
        anyone.init(null, new TrustManager[] {new Trusting()}, null);
        Socket socket = anyone.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return new RawClient(socket);
    }

    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /**
     * Opens a session: the handshake is done, the greeting is not read yet. Tries again if the connection was closed without an answer,
     * as the server does when this process gets no CPU for a second before its request.
     */
    static RawClient join(int port) throws IOException {
        for (int attempt = 1; ; attempt++) {
            RawClient client = open(port);
            try {
                Answer answer = client.handshake("/", SDK);
                if (answer.status() == 101) {
                    return client;
                }
                client.close();
                throw new IOException("refused: " + answer);
            } catch (EOFException | SocketException e) {
                client.close();
                if (attempt == 5) {
                    throw e;
                }
            }
        }
    }

    Answer handshake(String path, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "GET " + path + " HTTP/1.1",
                "Host: localhost",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        lines.addAll(List.of(headers));
        return request(lines);
    }

    Answer request(List<String> lines) throws IOException {
        raw((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        int status = Integer.parseInt(line().split(" ")[1]);
        List<String> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.add(line.toLowerCase(Locale.ROOT));
        }
        return new Answer(status, headers);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.readByte(); c != '\n'; c = in.readByte()) {
            line.write(c);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void text(String text) throws IOException {
        send(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void subscribe(long id, long channel) throws IOException {
        text("{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":" + id + ",\"channelId\":" + channel + "}]}");
    }

    /** Sends a masked frame. */
    void send(int firstByte, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) firstByte);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        byte[] mask = {1, 2, 3, 4};
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % 4]));
        }
        out.write(frame.array(), 0, frame.position());
        out.flush();
    }

    Frame read() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new Frame(opcode, payload);
    }

    /** Returns the next frame of this kind; other frames are skipped. */
    Frame await(int opcode) throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.opcode() == opcode) {
                return frame;
            }
        }
    }

    /** Reads until the server has closed; returns the code of its close frame, or -1 if it sent none. */
    int awaitEnd() throws IOException {
        int code = -1;
        while (true) {
            try {
                Frame frame = read();
                code = frame.opcode() == CLOSE ? frame.closeCode() : code;
            } catch (EOFException | java.net.SocketException e) {
                return code;
            }
        }
    }

    /** Returns everything that comes until the server has closed, as Latin-1. */
    String readAll() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Ends the connection as a crash would. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

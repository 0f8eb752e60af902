package dev.tally.capture.xrecord.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Something that listens where an X server should, and answers as it is told: well enough to be recorded from, unless a
 * test replaces an answer.
 */
final class FakeXServer implements AutoCloseable {
    static final int RECORD_OPCODE = 146;
    static final int RESOURCE_BASE = 0x0040_0000;

    private static final int GET_INPUT_FOCUS = 43;
    private static final int QUERY_EXTENSION = 98;
    private static final int GET_POINTER_MAPPING = 117;
    private static final int ENABLE_CONTEXT = 5;

    private static final Path DIRECTORY = Path.of("/tmp/.X11-unix");

    private final int number;
    private final ServerSocketChannel listener;
    private final List<SocketChannel> clients = new CopyOnWriteArrayList<>();
    private final List<Integer> requests = new CopyOnWriteArrayList<>();

    /** What is sent after a client's greeting; nothing if empty. */
    volatile byte[] greeting = setup();
    /** Whether the connection is closed after the greeting. */
    volatile boolean closesAfterGreeting;
    /** What is sent in answer to QueryExtension for RECORD, from its byte 8 on. */
    volatile byte[] extension = {1, (byte) RECORD_OPCODE, 0, 0};
    /** The other extensions that exist; they answer no request. */
    volatile Set<String> others = Set.of("SHAPE");
    /** An X error instead of the making of the recording, if not 0. */
    volatile int errorForCreateContext;
    /** What follows the request that starts the recording; the sequence numbers are filled in. */
    volatile byte[] recording = reply(4);
    /** Whether the connection is closed after that. */
    volatile boolean closesAfterRecording;
    /** Whether any request is answered at all. */
    volatile boolean answers = true;

    FakeXServer() throws IOException {
        Files.createDirectories(DIRECTORY);
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        number = bind(listener);
        start(this::accept);
    }

    /** Listens where libxcb connects too, on a display that no real server takes. */
    private static int bind(ServerSocketChannel listener) throws IOException {
        while (true) {
            int number = ThreadLocalRandom.current().nextInt(20_000, 59_000);
            if (!Files.exists(path(number))) {
                listener.bind(UnixDomainSocketAddress.of(path(number)));
                return number;
            }
        }
    }

    private static Path path(int number) {
        return DIRECTORY.resolve("X" + number);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "fake-x-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the display of this server, in the form of DISPLAY. */
    String display() {
        return ":" + number;
    }

    /** Returns the requests so far, each as major * 1000 + minor. */
    List<Integer> requests() {
        return requests;
    }

    /** Disconnects the client that connected first. */
    void hangUpFirst() throws IOException {
        clients.get(0).close();
    }

    /** Disconnects all clients. */
    void hangUp() throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = listener.accept();
                clients.add(client);
                start(() -> serve(client));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(SocketChannel client) {
        try {
            ByteBuffer hello = read(client, 12);
            read(client, padded(hello.getShort(6)) + padded(hello.getShort(8)));
            client.write(ByteBuffer.wrap(greeting));
            if (closesAfterGreeting) {
                client.close();
            }
            for (int sequence = 1; ; sequence++) {
                ByteBuffer head = read(client, 4);
                int minor = head.get(1);
                int major = Byte.toUnsignedInt(head.get(0));
                ByteBuffer body = read(client, 4 * Short.toUnsignedInt(head.getShort(2)) - 4);
                requests.add(major * 1000 + minor);
                if (major == QUERY_EXTENSION && answers && !nameOf(body).equals("RECORD")) {
                    byte[] present = reply(0);
                    present[8] = (byte) (others.contains(nameOf(body)) ? 1 : 0);
                    send(client, present, sequence);
                } else if (answers) {
                    answer(client, major, minor, sequence);
                }
            }
        } catch (IOException e) {
            // The client is gone, or the test is over.
        }
    }

    private static String nameOf(ByteBuffer queryExtension) {
        byte[] name = new byte[queryExtension.getShort(0)];
        queryExtension.get(4, name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    private void answer(SocketChannel client, int major, int minor, int sequence) throws IOException {
        if (major == GET_INPUT_FOCUS || major == GET_POINTER_MAPPING) {
            send(client, reply(0), sequence);
        } else if (major == QUERY_EXTENSION) {
            ByteBuffer reply = ByteBuffer.wrap(reply(0));
            reply.position(8);
            reply.put(extension);
            send(client, reply.array(), sequence);
        } else if (major == RECORD_OPCODE && minor == 1 && errorForCreateContext != 0) {
            byte[] error = new byte[32];
            error[1] = (byte) errorForCreateContext;
            error[8] = 1;
            error[10] = (byte) RECORD_OPCODE;
            send(client, error, sequence);
        } else if (major == RECORD_OPCODE && minor == ENABLE_CONTEXT) {
            send(client, recording, sequence);
            if (closesAfterRecording) {
                client.close();
            }
        }
    }

    /** Writes packets, each with the number of the request that it answers. */
    private static void send(SocketChannel client, byte[] packets, int sequence) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(packets.clone()).order(ByteOrder.nativeOrder());
        long at = 0;
        while (at + 8 <= packets.length) {
            bytes.putShort((int) at + 2, (short) sequence);
            at += 32 + (bytes.get((int) at) == 1 ? 4 * Integer.toUnsignedLong(bytes.getInt((int) at + 4)) : 0);
        }
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private static ByteBuffer read(SocketChannel client, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        while (bytes.hasRemaining()) {
            if (client.read(bytes) < 0) {
                throw new IOException("end");
            }
        }
        return bytes.flip();
    }

    private static int padded(int length) {
        return (length + 3) / 4 * 4;
    }

    /** Returns a greeting with one screen. */
    static byte[] setup() {
        int vendor = 4;
        int size = 40 + vendor + 8 + 40;
        return ByteBuffer.allocate(size)
                .order(ByteOrder.nativeOrder())
                .put(0, (byte) 1)
                .putShort(2, (short) 11)
                .putShort(6, (short) ((size - 8) / 4))
                .putInt(12, RESOURCE_BASE)
                .putInt(16, 0x001f_ffff)
                .putShort(24, (short) vendor)
                .putShort(26, (short) 0xffff)
                .put(28, (byte) 1)
                .put(29, (byte) 1)
                .put(34, (byte) 8)
                .put(35, (byte) 255)
                .putInt(40 + vendor + 8, 77)
                .array();
    }

    /** Returns a refusal with this reason. */
    static byte[] refusal(String words) {
        ByteBuffer refusal = ByteBuffer.allocate(8 + padded(words.length())).order(ByteOrder.nativeOrder());
        refusal.put(1, (byte) words.length()).putShort(2, (short) 11);
        refusal.putShort(6, (short) (padded(words.length()) / 4));
        refusal.position(8);
        return refusal.put(words.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .array();
    }

    /** Returns a reply of this category (or second byte) with these events, each given as its first bytes. */
    static byte[] reply(int category, byte[]... events) {
        ByteBuffer reply = ByteBuffer.allocate(32 + 32 * events.length).order(ByteOrder.nativeOrder());
        reply.put(0, (byte) 1).put(1, (byte) category).putInt(4, 8 * events.length);
        for (int i = 0; i < events.length; i++) {
            reply.position(32 + 32 * i);
            reply.put(events[i]);
        }
        return reply.array();
    }

    /** Returns the first bytes of a core event. */
    static byte[] event(int type, int detail) {
        return new byte[] {(byte) type, (byte) detail};
    }

    /** Returns the packets one after the other. */
    static byte[] join(byte[]... packets) {
        ByteBuffer all = ByteBuffer.allocate(
                java.util.Arrays.stream(packets).mapToInt(p -> p.length).sum());
        for (byte[] packet : packets) {
            all.put(packet);
        }
        return all.array();
    }

    @Override
    public void close() throws IOException {
        hangUp();
        listener.close();
        Files.deleteIfExists(path(number));
    }
}

package dev.tally.examples.client.separate;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/**
 * One end of a connection, which sends and receives {@link Message}s and never waits.
 *
 * <p><b>Threads.</b> One.
 *
 * <p><b>Failure.</b> Every failure of the peer is an {@link IOException}; the connection is then to be closed.
 */
final class MessageChannel implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(4 + Message.LONGEST);

    /** @param channel does not block */
    MessageChannel(SocketChannel channel) {
        this.channel = channel;
    }

    SocketChannel channel() {
        return channel;
    }

    /**
     * Checks that the peer, which has connected, is a process of the same user as this one, or root's.
     *
     * @param own who this process is
     */
    void requireClient(UserPrincipal own) throws IOException {
        UserPrincipal peer = peer();
        if (!peer.equals(own) && !peer.equals(Users.root())) {
            throw new IOException("user " + peer.getName() + " is not " + own.getName());
        }
    }

    /**
     * Checks that the peer, to which this process has connected, is one of the same user; root may ask any.
     *
     * @param own who this process is
     */
    void requireServer(UserPrincipal own) throws IOException {
        UserPrincipal peer = peer();
        if (!peer.equals(own) && !own.equals(Users.root())) {
            throw new IOException("it belongs to user " + peer.getName() + ", not " + own.getName());
        }
    }

    private UserPrincipal peer() throws IOException {
        return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    }

    /** Sends a message. It is far smaller than the buffer of the socket: a peer for which it does not fit reads nothing. */
    void send(Message message) throws IOException {
        ByteBuffer bytes = Message.encode(message);
        channel.write(bytes);
        if (bytes.hasRemaining()) {
            throw new IOException("the peer does not read");
        }
    }

    /**
     * Returns the next message if there is a whole one.
     *
     * @throws EOFException if the peer has closed the connection and nothing is left
     */
    Optional<Message> receive() throws IOException {
        Optional<Message> next = next();
        if (next.isEmpty()) {
            int read = channel.read(in);
            next = next();
            if (next.isEmpty() && read < 0) {
                throw new EOFException("the peer has closed the connection");
            }
        }
        return next;
    }

    private Optional<Message> next() throws IOException {
        if (in.position() < 4) {
            return Optional.empty();
        }
        int length = in.getInt(0);
        if (length < 1 || length > Message.LONGEST) {
            throw new IOException("a message of " + length + " bytes");
        }
        if (in.position() < 4 + length) {
            return Optional.empty();
        }
        Message message = Message.decode(in.slice(4, length));
        in.flip().position(4 + length);
        in.compact();
        return Optional.of(message);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) { // it is closed nevertheless
        }
    }
}

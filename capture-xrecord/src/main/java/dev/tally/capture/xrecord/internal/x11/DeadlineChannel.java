package dev.tally.capture.xrecord.internal.x11;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import jdk.net.ExtendedSocketOptions;

/**
 * A socket, in the file system or TCP, on which every wait ends at a deadline.
 *
 * <p>It does not block until {@link #makeBlocking}: from then on one system call per wake-up is enough, where a selector
 * takes two.
 *
 * <p><b>Threads.</b> One thread reads and writes; any thread may call {@link #close}, after which the calls of the other
 * one fail with a {@link ClosedChannelException} or one of its subclasses.
 */
final class DeadlineChannel implements AutoCloseable {
    private static final int IDLE_SECONDS = 30;
    private static final int PROBE_SECONDS = 10;
    private static final int PROBES = 3;

    private final String display;
    private final SocketChannel channel;
    private final Selector selector;

    private DeadlineChannel(String display, SocketChannel channel, Selector selector) {
        this.display = display;
        this.channel = channel;
        this.selector = selector;
    }

    /**
     * Connects to an address.
     *
     * @param display the name of the display, for messages
     * @throws IOException if nothing listens there
     * @throws DisplayException if the deadline passes first
     */
    static DeadlineChannel connect(SocketAddress address, String display, Deadline deadline)
            throws IOException, DisplayException {
        DeadlineChannel channel = open(address, display);
        boolean done = false;
        try {
            channel.connect(address, deadline);
            done = true;
            return channel;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private static DeadlineChannel open(SocketAddress address, String display) throws IOException {
        SocketChannel channel = open(address);
        try {
            return new DeadlineChannel(display, channel, Selector.open());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static SocketChannel open(SocketAddress address) throws IOException {
        if (address instanceof UnixDomainSocketAddress) {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            keepAlive(channel);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Has a peer that vanishes silently noticed within a minute; a reader would wait for it for good. */
    private static void keepAlive(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, PROBE_SECONDS);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
        }
    }

    private void connect(SocketAddress address, Deadline deadline) throws IOException, DisplayException {
        channel.configureBlocking(false);
        channel.register(selector, 0);
        boolean connected = begin(address);
        while (!connected) {
            await(SelectionKey.OP_CONNECT, deadline);
            connected = channel.finishConnect();
        }
    }

    private boolean begin(SocketAddress address) throws IOException {
        try {
            return channel.connect(address);
        } catch (UnsupportedAddressTypeException e) { // the system has made a socket without IPv6
            throw new IOException("this machine or this Java has no IPv6", e);
        }
    }

    /** Writes all bytes that remain in the buffer. */
    void write(ByteBuffer bytes, Deadline deadline) throws IOException, DisplayException {
        while (channel.write(bytes) >= 0 && bytes.hasRemaining()) {
            await(SelectionKey.OP_WRITE, deadline);
        }
    }

    /**
     * Reads what has arrived, without waiting unless the channel was made to block.
     *
     * @return the number of bytes; 0 if nothing has arrived, -1 if the peer has closed the connection
     */
    int read(ByteBuffer bytes) throws IOException {
        return channel.read(bytes);
    }

    /** Waits until there may be something to read. */
    void awaitReadable(Deadline deadline) throws IOException, DisplayException {
        await(SelectionKey.OP_READ, deadline);
    }

    private void await(int operation, Deadline deadline) throws IOException, DisplayException {
        int millis = deadline.remainingMillis();
        if (millis == 0) {
            throw Wire.silent(display, deadline);
        }
        SelectionKey key = channel.keyFor(selector);
        if (key == null || !key.isValid()) {
            throw new ClosedChannelException();
        }
        try {
            key.interestOps(operation);
            selector.select(millis);
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException | CancelledKeyException e) { // closed meanwhile by another thread
            throw new ClosedChannelException();
        }
    }

    /** Makes {@link #read} wait without a limit from now on; {@link #awaitReadable} must not be called any more. */
    void makeBlocking() throws IOException {
        selector.close(); // gives up the key, with which the channel cannot block
        channel.configureBlocking(true);
    }

    /** Closes the socket; a thread that waits in it fails at once. Idempotent. */
    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }
}

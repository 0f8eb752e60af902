package dev.tally.capture.xrecord.internal.x11;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The X11 wire protocol over a socket, in the file system or TCP, with a cookie if there is one. No native code.
 *
 * <p>The channel does not block, so that every wait has an end, until {@link #openStream} makes it block: then one system
 * call per wake-up is enough, where a selector would take two.
 */
public final class SocketConnection implements XConnection {
    /** No sequence number: those have 16 bits. */
    private static final int NONE = -1;

    private final String display;
    private final SocketChannel channel;
    private final Selector selector;
    private final PacketBuffer packets;
    private final ConnectionSetup setup;
    private int sequence;
    private int streamSequence;
    private int postedSequence = NONE;

    private SocketConnection(
            String display, SocketChannel channel, Selector selector, PacketBuffer packets, ConnectionSetup setup) {
        this.display = display;
        this.channel = channel;
        this.selector = selector;
        this.packets = packets;
        this.setup = setup;
    }

    /**
     * Connects and gets let in.
     *
     * @throws DisplayException if no server is there, it refuses, is silent, or is something else
     */
    public static SocketConnection open(DisplayName display, Xauthority authority, Deadline deadline)
            throws DisplayException {
        if (display.socket().isPresent()) {
            String where = display.socket().get().toString();
            try {
                SocketAddress address =
                        UnixDomainSocketAddress.of(display.socket().get());
                return open(display, address, authority.cookie(display.number()), authority, deadline);
            } catch (IOException e) {
                throw noServer(display, where, e);
            }
        }
        return openTcp(display, authority, deadline);
    }

    private static SocketConnection openTcp(DisplayName display, Xauthority authority, Deadline deadline)
            throws DisplayException {
        String host = display.host().orElseThrow();
        IOException failure = new UnknownHostException(host);
        for (InetAddress address : addresses(host)) {
            try {
                Optional<byte[]> cookie = authority.cookie(address, display.number());
                return open(display, new InetSocketAddress(address, display.port()), cookie, authority, deadline);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw noServer(display, host + " port " + display.port(), failure);
    }

    private static InetAddress[] addresses(String host) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            return new InetAddress[0];
        }
    }

    private static DisplayException noServer(DisplayName display, String where, IOException e) {
        String why = e instanceof UnknownHostException ? "unknown host" : e.getMessage();
        return DisplayException.notReached(
                "no X server answers at " + display + " (" + where + ": " + why + ")",
                "start one, or set DISPLAY or xrecord.display to one that runs",
                e);
    }

    /** An IOException says that nothing is there; whatever comes later is a DisplayException. */
    private static SocketConnection open(
            DisplayName display,
            SocketAddress address,
            Optional<byte[]> cookie,
            Xauthority authority,
            Deadline deadline)
            throws IOException, DisplayException {
        SocketChannel channel = open(address);
        boolean done = false;
        Selector selector = Selector.open();
        try {
            channel.configureBlocking(false);
            channel.register(selector, 0);
            connect(channel, selector, address, display, deadline);
            SetupExchange handshake = new SetupExchange(display.toString(), cookie, authority);
            ConnectionSetup setup = handshake.perform(channel, selector, deadline);
            done = true;
            String name = display.toString();
            return new SocketConnection(name, channel, selector, new PacketBuffer(name), setup);
        } finally {
            if (!done) {
                selector.close();
                channel.close();
            }
        }
    }

    private static SocketChannel open(SocketAddress address) throws IOException {
        if (address instanceof UnixDomainSocketAddress) {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        }
        return SocketChannel.open().setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    private static void connect(
            SocketChannel channel, Selector selector, SocketAddress address, DisplayName display, Deadline deadline)
            throws IOException, DisplayException {
        boolean connected = channel.connect(address);
        while (!connected) {
            await(channel, selector, SelectionKey.OP_CONNECT, display.toString(), deadline);
            connected = channel.finishConnect();
        }
    }

    /** Returns when the channel may be ready; throws when the time is over. */
    static void await(SocketChannel channel, Selector selector, int operation, String display, Deadline deadline)
            throws IOException, DisplayException {
        int millis = deadline.remainingMillis();
        if (millis == 0) {
            throw Wire.silent(display, deadline);
        }
        SelectionKey key = channel.keyFor(selector);
        if (key == null || !key.isValid()) {
            throw new ClosedChannelException();
        }
        key.interestOps(operation);
        selector.select(millis);
        selector.selectedKeys().clear();
    }

    @Override
    public ConnectionSetup setup() {
        return setup;
    }

    @Override
    public void send(ByteBuffer request, Deadline deadline) throws DisplayException {
        try {
            ByteBuffer rest = request.duplicate();
            while (channel.write(rest) >= 0 && rest.hasRemaining()) {
                await(channel, selector, SelectionKey.OP_WRITE, display, deadline);
            }
            sequence = sequence + 1 & 0xffff;
        } catch (IOException e) {
            throw gone(e);
        }
    }

    @Override
    public ByteBuffer call(ByteBuffer request, Deadline deadline) throws DisplayException {
        send(request, deadline);
        while (true) {
            ByteBuffer packet = packets.next();
            if (packet == null) {
                readSome(deadline);
            } else if (isReply(packet) && Wire.sequence(packet, packet.position()) == sequence) {
                postedSequence = NONE; // replies come in order
                return packet;
            }
        }
    }

    @Override
    public void post(ByteBuffer request, Deadline deadline) throws DisplayException {
        try {
            do {
                skipPackets();
            } while (fill() > 0);
        } catch (IOException e) {
            throw gone(e);
        }
        if (postedSequence == NONE) {
            send(request, deadline);
            postedSequence = sequence;
        }
    }

    private void skipPackets() throws DisplayException {
        for (ByteBuffer packet = packets.next(); packet != null; packet = packets.next()) {
            if (isReply(packet) && Wire.sequence(packet, packet.position()) == postedSequence) {
                postedSequence = NONE;
            }
        }
    }

    private void readSome(Deadline deadline) throws DisplayException {
        try {
            while (fill() == 0) {
                await(channel, selector, SelectionKey.OP_READ, display, deadline);
            }
            if (deadline.remainingMillis() == 0) {
                throw Wire.silent(display, deadline); // busy with everything but an answer
            }
        } catch (IOException e) {
            throw gone(e);
        }
    }

    @Override
    public void openStream(ByteBuffer request, Deadline deadline) throws DisplayException {
        send(request, deadline);
        streamSequence = sequence;
        try {
            selector.close(); // gives up its key, without which the channel may not block
            channel.configureBlocking(true);
        } catch (IOException e) {
            throw gone(e);
        }
    }

    @Override
    public ByteBuffer nextReply() throws DisplayException {
        while (true) {
            ByteBuffer packet = packets.next();
            if (packet == null) {
                waitForMore();
            } else if (isReply(packet)) {
                if (Wire.sequence(packet, packet.position()) != streamSequence) {
                    throw Wire.garbled(display, "it answers a request that was never made");
                }
                return packet;
            }
        }
    }

    private void waitForMore() throws DisplayException {
        try {
            fill();
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private boolean isReply(ByteBuffer packet) throws DisplayException {
        int type = Wire.type(packet, packet.position());
        if (type == Wire.ERROR) {
            throw Wire.error(packet, packet.position(), display);
        }
        return type == Wire.REPLY;
    }

    private int fill() throws IOException, DisplayException {
        int count = channel.read(packets.room());
        if (count < 0) {
            throw Wire.gone(display, "closed the connection");
        }
        packets.filled();
        return count;
    }

    private DisplayException gone(@Nullable IOException e) {
        String how =
                e instanceof ClosedChannelException ? "was disconnected by us" : "broke the connection: " + message(e);
        return Wire.gone(display, how);
    }

    private static String message(@Nullable IOException e) {
        return e == null ? "" : Printable.of(String.valueOf(e.getMessage()));
    }

    @Override
    public void shutdown() {
        close();
    }

    @Override
    public void close() {
        try {
            channel.close();
            selector.close();
        } catch (IOException e) {
            // Nothing is left to be done about it: the descriptor is gone either way.
        }
    }
}

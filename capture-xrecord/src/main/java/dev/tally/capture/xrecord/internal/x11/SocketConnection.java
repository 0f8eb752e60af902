package dev.tally.capture.xrecord.internal.x11;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks the X11 wire protocol over a socket, without native code.
 *
 * <p>It shows the server a cookie if it has one. Every wait ends at a deadline, except that of {@link #nextReply}.
 */
public final class SocketConnection implements XConnection {
    /** The value that is not a sequence number: those have 16 bits. */
    private static final int NONE = -1;

    private final String display;
    private final DeadlineChannel channel;
    private final PacketBuffer packets;
    private final ConnectionSetup setup;
    private int sequence;
    private int streamSequence;
    private int postedSequence = NONE;

    private SocketConnection(String display, DeadlineChannel channel, PacketBuffer packets, ConnectionSetup setup) {
        this.display = display;
        this.channel = channel;
        this.packets = packets;
        this.setup = setup;
    }

    /**
     * Connects to a display and performs the first exchange with its server.
     *
     * @param display the display to connect to
     * @param authority the cookies, of which the one for this display is shown
     * @param deadline the end of the time for both
     * @throws DisplayException if nothing listens there, it is not an X server, it refuses us or does not answer in time
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

    /** Returns the addresses of a host; none if it is unknown. */
    static InetAddress[] addresses(String host) {
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

    /** Throws an IOException only if nothing listens at the address; each later failure is a DisplayException. */
    private static SocketConnection open(
            DisplayName display,
            SocketAddress address,
            Optional<byte[]> cookie,
            Xauthority authority,
            Deadline deadline)
            throws IOException, DisplayException {
        String name = display.toString();
        DeadlineChannel channel = DeadlineChannel.connect(address, name, deadline);
        boolean done = false;
        try {
            ConnectionSetup setup = new SetupExchange(name, cookie, authority).perform(channel, deadline);
            done = true;
            return new SocketConnection(name, channel, new PacketBuffer(name), setup);
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    @Override
    public ConnectionSetup setup() {
        return setup;
    }

    @Override
    public void send(ByteBuffer request, Deadline deadline) throws DisplayException {
        try {
            channel.write(request.duplicate(), deadline);
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
                channel.awaitReadable(deadline);
            }
            if (deadline.remainingMillis() == 0) {
                throw Wire.silent(display, deadline); // it sends other packets, but no answer
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
            channel.makeBlocking();
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
        int count = channel.read(packets.space());
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
        } catch (IOException e) {
            // The descriptor is closed even so, and nothing more can be done.
        }
    }
}

package dev.tally.capture.xrecord.internal.x11;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The first exchange with a server: our byte order, version and cookie for its greeting or its refusal. */
final class SetupExchange {
    private static final int HEAD = 8;
    /** The words of the X.Org server, which has a number of clients, 256 by default, and refuses any more. */
    private static final String TOO_MANY_CLIENTS = "Maximum number of clients reached";

    private static final int REFUSED = 0;
    private static final int ACCEPTED = 1;
    private static final int MORE_WANTED = 2;

    private final String display;
    private final Optional<byte[]> cookie;
    private final Xauthority authority;

    /**
     * @param cookie the one to show
     * @param authority where it is from, for the message if it is refused
     */
    SetupExchange(String display, Optional<byte[]> cookie, Xauthority authority) {
        this.display = display;
        this.cookie = cookie;
        this.authority = authority;
    }

    ConnectionSetup perform(SocketChannel channel, Selector selector, Deadline deadline) throws DisplayException {
        try {
            ByteBuffer hello = hello();
            while (hello.hasRemaining()) {
                if (channel.write(hello) == 0) {
                    SocketConnection.await(channel, selector, SelectionKey.OP_WRITE, display, deadline);
                }
            }
            ByteBuffer head = read(HEAD, channel, selector, deadline);
            int bodySize = 4 * Short.toUnsignedInt(head.getShort(6));
            check(head);
            ByteBuffer body = read(bodySize, channel, selector, deadline);
            return answer(head, body);
        } catch (EOFException e) {
            throw DisplayException.notReached(
                    "what listens at " + display + " closed the connection during the greeting",
                    "check that it is an X server and that it still runs",
                    e);
        } catch (IOException e) {
            throw Wire.gone(display, "broke the connection during the greeting: " + Printable.of("" + e.getMessage()));
        }
    }

    private ByteBuffer hello() {
        byte[] name = (cookie.isPresent() ? Xauthority.COOKIE : "").getBytes(StandardCharsets.US_ASCII);
        byte[] data = cookie.orElse(new byte[0]);
        ByteBuffer hello = ByteBuffer.allocate(12 + padded(name.length) + padded(data.length))
                .order(ByteOrder.nativeOrder());
        hello.put((byte) (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? 'B' : 'l'))
                .put((byte) 0);
        hello.putShort((short) 11).putShort((short) 0);
        hello.putShort((short) name.length).putShort((short) data.length).putShort((short) 0);
        hello.put(name).position(12 + padded(name.length));
        return hello.put(data).rewind();
    }

    private static int padded(int length) {
        return (length + 3) / 4 * 4;
    }

    private ByteBuffer read(int size, SocketChannel channel, Selector selector, Deadline deadline)
            throws IOException, DisplayException {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        while (bytes.hasRemaining()) {
            int count = channel.read(bytes);
            if (count < 0) {
                throw new EOFException();
            }
            if (count == 0) {
                SocketConnection.await(channel, selector, SelectionKey.OP_READ, display, deadline);
            }
        }
        return bytes.flip();
    }

    /** A shell or web server also answers something: it is known by its first bytes, without waiting for the rest. */
    private void check(ByteBuffer head) throws DisplayException {
        int status = head.get(0);
        boolean versionElsewhere = status == MORE_WANTED;
        if (status < REFUSED || status > MORE_WANTED || !versionElsewhere && head.getShort(2) != 11) {
            throw Wire.garbled(display, "its greeting is none of X11");
        }
    }

    private ConnectionSetup answer(ByteBuffer head, ByteBuffer body) throws DisplayException {
        if (head.get(0) == ACCEPTED) {
            ByteBuffer whole = ByteBuffer.allocate(HEAD + body.remaining()).order(ByteOrder.nativeOrder());
            return ConnectionSetup.parse(whole.put(head).put(body).flip(), display);
        }
        int length = head.get(0) == REFUSED ? Byte.toUnsignedInt(head.get(1)) : body.remaining();
        byte[] words = new byte[Math.min(length, body.remaining())];
        body.get(words);
        throw refused(Printable.of(new String(words, StandardCharsets.ISO_8859_1)));
    }

    private DisplayException refused(String words) {
        if (words.contains(TOO_MANY_CLIENTS)) {
            return DisplayException.because(
                    "the X server at " + display + " refused us: '" + words + "'",
                    "it is full: close programs on this display, or start it with -maxclients and a larger number");
        }
        String shown = cookie.isPresent() ? "a cookie was shown" : "no cookie was shown";
        return DisplayException.notReached(
                "the X server at " + display + " refused us: '" + words + "' (" + shown + "; " + authority + ")",
                "set XAUTHORITY or xrecord.xauthority to the file that holds the cookie of this display, or let this user"
                        + " in with xhost +SI:localuser:NAME",
                null);
    }
}

package dev.tally.capture.xrecord.internal.x11;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first exchange with a server: we send our byte order, version and cookie, and it accepts or refuses us.
 *
 * <p>Layouts: "X Window System Protocol", section "Connection Setup".
 */
final class SetupExchange {
    private static final short PROTOCOL_MAJOR = 11;

    /** The text with which an X.Org server refuses a client when it has as many as it allows, 256 by default. */
    private static final String TOO_MANY_CLIENTS = "Maximum number of clients reached";

    /** Layout of the request with which a client introduces itself; the name and the data of its cookie follow. */
    private static final class ClientHello {
        static final int BYTE_ORDER = 0;
        static final int MAJOR_VERSION = 2;
        static final int NAME_LENGTH = 6;
        static final int DATA_LENGTH = 8;
        static final int NAME = 12;

        private ClientHello() {}
    }

    /** Layout of the part that all answers have in common. */
    private static final class AnswerHead {
        static final int STATUS = 0;
        static final int REASON_LENGTH = 1;
        static final int MAJOR_VERSION = 2;
        static final int UNITS = ConnectionSetup.UNITS;
        static final int SIZE = ConnectionSetup.HEAD;

        static final int REFUSED = 0;
        static final int ACCEPTED = 1;
        static final int AUTHENTICATE = 2;

        private AnswerHead() {}
    }

    private final String display;
    private final Optional<byte[]> cookie;
    private final Xauthority authority;

    /**
     * Prepares the exchange.
     *
     * @param display the name of the display, for messages
     * @param cookie the cookie to show
     * @param authority the file that it is from, for the message if it is refused
     */
    SetupExchange(String display, Optional<byte[]> cookie, Xauthority authority) {
        this.display = display;
        this.cookie = cookie;
        this.authority = authority;
    }

    /**
     * Performs the exchange.
     *
     * @throws DisplayException if the peer refuses us, is not an X server or does not answer in time
     */
    ConnectionSetup perform(DeadlineChannel channel, Deadline deadline) throws DisplayException {
        try {
            channel.write(hello(), deadline);
            ByteBuffer head = read(AnswerHead.SIZE, channel, deadline);
            int bodySize = 4 * Short.toUnsignedInt(head.getShort(AnswerHead.UNITS));
            check(head);
            ByteBuffer body = read(bodySize, channel, deadline);
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
        int dataAt = ClientHello.NAME + padded(name.length);
        return ByteBuffer.allocate(dataAt + padded(data.length))
                .order(ByteOrder.nativeOrder())
                .put(ClientHello.BYTE_ORDER, (byte) (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? 'B' : 'l'))
                .putShort(ClientHello.MAJOR_VERSION, PROTOCOL_MAJOR)
                .putShort(ClientHello.NAME_LENGTH, (short) name.length)
                .putShort(ClientHello.DATA_LENGTH, (short) data.length)
                .put(ClientHello.NAME, name)
                .put(dataAt, data);
    }

    private static int padded(int length) {
        return (length + 3) / 4 * 4;
    }

    private ByteBuffer read(int size, DeadlineChannel channel, Deadline deadline) throws IOException, DisplayException {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        while (bytes.hasRemaining()) {
            int count = channel.read(bytes);
            if (count < 0) {
                throw new EOFException();
            }
            if (count == 0) {
                channel.awaitReadable(deadline);
            }
        }
        return bytes.flip();
    }

    /** Recognises a shell or web server by its first bytes, without waiting for the rest. */
    private void check(ByteBuffer head) throws DisplayException {
        int status = head.get(AnswerHead.STATUS);
        boolean tellsVersion = status == AnswerHead.REFUSED || status == AnswerHead.ACCEPTED;
        boolean isX11 = tellsVersion
                ? head.getShort(AnswerHead.MAJOR_VERSION) == PROTOCOL_MAJOR
                : status == AnswerHead.AUTHENTICATE;
        if (!isX11) {
            throw Wire.garbled(display, "its greeting is not that of an X server");
        }
    }

    private ConnectionSetup answer(ByteBuffer head, ByteBuffer body) throws DisplayException {
        int status = head.get(AnswerHead.STATUS);
        if (status == AnswerHead.ACCEPTED) {
            ByteBuffer whole =
                    ByteBuffer.allocate(AnswerHead.SIZE + body.remaining()).order(ByteOrder.nativeOrder());
            return ConnectionSetup.parse(whole.put(head).put(body).flip(), display);
        }
        int length = status == AnswerHead.REFUSED
                ? Byte.toUnsignedInt(head.get(AnswerHead.REASON_LENGTH))
                : body.remaining();
        byte[] reason = new byte[Math.min(length, body.remaining())];
        body.get(reason);
        throw refused(Printable.of(new String(reason, StandardCharsets.ISO_8859_1)));
    }

    private DisplayException refused(String reason) {
        if (reason.contains(TOO_MANY_CLIENTS)) {
            return DisplayException.because(
                    "the X server at " + display + " refused us: '" + reason + "'",
                    "it is full: close programs on this display, or start it with -maxclients and a larger number");
        }
        String shown = cookie.isPresent() ? "a cookie was shown" : "no cookie was shown";
        return DisplayException.notReached(
                "the X server at " + display + " refused us: '" + reason + "' (" + shown + "; " + authority + ")",
                "set XAUTHORITY or xrecord.xauthority to the file that holds the cookie of this display, or let this user"
                        + " in with xhost +SI:localuser:NAME",
                null);
    }
}

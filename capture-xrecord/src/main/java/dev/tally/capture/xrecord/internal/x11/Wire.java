package dev.tally.capture.xrecord.internal.x11;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** The layout that all packets of a server have in common, and the core requests that each of our clients needs. */
public final class Wire {
    /** The least length of a packet in bytes, and the exact length of an event or error. */
    public static final int PACKET = 32;
    /** The longest reply that is accepted, in bytes; those to our requests are far shorter. */
    static final int LONGEST_REPLY = 1 << 16;

    static final int ERROR = 0;
    static final int REPLY = 1;
    private static final int GENERIC_EVENT = 35;

    private static final byte GET_INPUT_FOCUS = 43;
    private static final byte QUERY_EXTENSION = 98;
    private static final byte NO_OPERATION = 127;

    private static final String[] ERRORS = {
        "",
        "Request",
        "Value",
        "Window",
        "Pixmap",
        "Atom",
        "Cursor",
        "Font",
        "Match",
        "Drawable",
        "Access",
        "Alloc",
        "Colormap",
        "GContext",
        "IDChoice",
        "Name",
        "Length",
        "Implementation"
    };

    private Wire() {}

    /**
     * Returns a request with its opcodes and its length filled in.
     *
     * @param major the opcode of a core request or of an extension
     * @param minor the opcode within an extension, or the data byte of a core request
     * @param units the length in units of 4 bytes
     */
    public static ByteBuffer request(int major, int minor, int units) {
        return ByteBuffer.allocate(4 * units)
                .order(ByteOrder.nativeOrder())
                .put(0, (byte) major)
                .put(1, (byte) minor)
                .putShort(2, (short) units);
    }

    /** Returns a request whose reply comes after everything that the server has sent before. */
    public static ByteBuffer getInputFocus() {
        return request(GET_INPUT_FOCUS, 0, 1);
    }

    /** Returns a request that does nothing. */
    public static ByteBuffer noOperation() {
        return request(NO_OPERATION, 0, 1);
    }

    /**
     * Returns the major opcode of an extension.
     *
     * @param connection the connection to the server
     * @param name the name of the extension
     * @param display the name of the display, for messages
     * @param deadline the end of the time for the answer
     * @throws DisplayException if the server does not have it
     */
    public static int extension(XConnection connection, String name, String display, Deadline deadline)
            throws DisplayException {
        return findExtension(connection, name, deadline)
                .orElseThrow(() -> DisplayException.because(
                        "the X server at " + display + " has no " + name + " extension",
                        "enable it (Xorg: Load \"" + name.toLowerCase(java.util.Locale.ROOT)
                                + "\" in section Module; do not start it with -extension " + name + ")"));
    }

    /**
     * Asks for the major opcode of an extension; empty if the server does not have it.
     *
     * @param connection the connection to the server
     * @param name the name of the extension
     * @param deadline the end of the time for the answer
     */
    public static OptionalInt findExtension(XConnection connection, String name, Deadline deadline)
            throws DisplayException {
        ByteBuffer request = request(QUERY_EXTENSION, 0, 2 + (name.length() + 3) / 4);
        request.putShort(4, (short) name.length());
        for (int i = 0; i < name.length(); i++) {
            request.put(8 + i, (byte) name.charAt(i));
        }
        ByteBuffer reply = connection.call(request, deadline);
        boolean isPresent = reply.get(reply.position() + QueryExtensionReply.PRESENT) != 0;
        return isPresent
                ? OptionalInt.of(Byte.toUnsignedInt(reply.get(reply.position() + QueryExtensionReply.MAJOR_OPCODE)))
                : OptionalInt.empty();
    }

    /** Layout of the reply to QueryExtension. */
    private static final class QueryExtensionReply {
        static final int PRESENT = 8;
        static final int MAJOR_OPCODE = 9;

        private QueryExtensionReply() {}
    }

    static int type(ByteBuffer packets, int at) {
        return packets.get(at) & 0x7f;
    }

    static int sequence(ByteBuffer packets, int at) {
        return Short.toUnsignedInt(packets.getShort(at + 2));
    }

    /** Returns the length in bytes that the packet at this offset announces, up to 16 GiB. */
    static long length(ByteBuffer packets, int at) {
        int type = type(packets, at);
        boolean open = type == REPLY || type == GENERIC_EVENT;
        return open ? PACKET + 4 * Integer.toUnsignedLong(packets.getInt(at + 4)) : PACKET;
    }

    static DisplayException error(ByteBuffer packets, int at, String display) {
        int code = Byte.toUnsignedInt(packets.get(at + 1));
        String name = code < ERRORS.length ? " (" + ERRORS[code] + ")" : "";
        return DisplayException.because(
                "the X server at " + display + " answered error " + code + name + " to request "
                        + Byte.toUnsignedInt(packets.get(at + 10)) + "." + packets.getShort(at + 8),
                "if it is Alloc, the server is out of memory or clients; else please report it with the server's version");
    }

    /** Returns the exception for a peer that does not speak X11. */
    static DisplayException garbled(String display, String what) {
        return DisplayException.because(
                "what answers at " + display + " does not speak X11: " + what,
                "check that the display name leads to an X server");
    }

    static DisplayException tooLong(String display, long length) {
        return garbled(display, "it announces a packet of " + length + " bytes");
    }

    static DisplayException silent(String display, Deadline deadline) {
        return DisplayException.because(
                "the X server at " + display + " did not answer within " + deadline,
                "it hangs or is stopped: check that other programs can use the display");
    }

    static DisplayException gone(String display, String how) {
        return DisplayException.because(
                "the X server at " + display + " " + how,
                "it has ended, crashed or disconnected this client; connect again when it runs again");
    }
}

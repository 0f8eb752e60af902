package dev.tally.capture.xrecord.internal;

import dev.tally.capture.xrecord.internal.x11.Wire;
import java.nio.ByteBuffer;

/**
 * The requests of the RECORD extension, as bytes.
 *
 * <p>A recording contains the device events from KeyPress to MotionNotify, and the requests WarpPointer,
 * XIWarpPointer and SetPointerMapping of all clients. With delivered events it would contain each event once more for each client that gets
 * it.
 */
final class RecordProtocol {
    static final String EXTENSION = "RECORD";
    static final String XINPUT = "XInputExtension";
    /** In place of the opcode of XInput: the server does not have it. */
    static final int NO_XINPUT = 0;

    private static final int CREATE_CONTEXT = 1;
    private static final int REGISTER_CLIENTS = 2;
    private static final int ENABLE_CONTEXT = 5;
    private static final int DISABLE_CONTEXT = 6;

    private static final int ALL_CLIENTS = 3;
    /** Layout of CreateContext and RegisterClients for one client specification. */
    private static final int CONTEXT = 4;

    private static final int CLIENT_COUNT = 12; // after the element header (8), which is 0: no data precede an event
    private static final int RANGE_COUNT = 16;
    private static final int CLIENT = 20;
    private static final int RANGES = 24;

    /** Layout of a range, as far as it is used. */
    private static final int RANGE_SIZE = 24;

    private static final int RANGE_CORE_REQUESTS = 0;
    private static final int RANGE_EXTENSION_MAJOR = 4;
    private static final int RANGE_EXTENSION_MINOR_FIRST = 6;
    private static final int RANGE_EXTENSION_MINOR_LAST = 8;
    private static final int RANGE_DEVICE_EVENTS = 18;

    private final int major;
    private final int context;
    private final int xinput;

    /**
     * Makes the requests for one recording.
     *
     * @param major the opcode that the server gave the extension
     * @param context the identifier of the recording, of the client that controls it
     * @param xinput the opcode that the server gave XInput, or {@link #NO_XINPUT}
     */
    RecordProtocol(int major, int context, int xinput) {
        this.major = major;
        this.context = context;
        this.xinput = xinput;
    }

    /** Returns the request to record the input of all devices, and the requests of all clients that move the pointer or map its buttons. */
    ByteBuffer createContext() {
        ByteBuffer request = record(CREATE_CONTEXT, ALL_CLIENTS, xinput == NO_XINPUT ? 2 : 3);
        range(request, 0, RANGE_DEVICE_EVENTS, CoreEvent.KEY_PRESS, CoreEvent.MOTION_NOTIFY);
        range(request, 0, RANGE_CORE_REQUESTS, RecordReply.WARP_POINTER, RecordReply.WARP_POINTER);
        range(request, 1, RANGE_CORE_REQUESTS, RecordReply.SET_POINTER_MAPPING, RecordReply.SET_POINTER_MAPPING);
        if (xinput != NO_XINPUT) {
            range(request, 2, RANGE_EXTENSION_MAJOR, xinput, xinput);
            int at = RANGES + 2 * RANGE_SIZE;
            request.putShort(at + RANGE_EXTENSION_MINOR_FIRST, (short) RecordReply.XI_WARP_POINTER);
            request.putShort(at + RANGE_EXTENSION_MINOR_LAST, (short) RecordReply.XI_WARP_POINTER);
        }
        return request;
    }

    /** {@return the opcode of XInput's requests in the recording, or {@link #NO_XINPUT}} */
    int xinput() {
        return xinput;
    }

    /** Returns the request to record in the same stream the NoOperation requests of one client, which is ourselves. */
    ByteBuffer recordMarksOf(int client) {
        ByteBuffer request = record(REGISTER_CLIENTS, client, 1);
        range(request, 0, RANGE_CORE_REQUESTS, RecordReply.NO_OPERATION, RecordReply.NO_OPERATION);
        return request;
    }

    private ByteBuffer record(int minor, int client, int ranges) {
        return Wire.request(major, minor, (RANGES + ranges * RANGE_SIZE) / Integer.BYTES)
                .putInt(CONTEXT, context)
                .putInt(CLIENT_COUNT, 1)
                .putInt(RANGE_COUNT, ranges)
                .putInt(CLIENT, client);
    }

    private static void range(ByteBuffer request, int index, int field, int first, int last) {
        int at = RANGES + index * RANGE_SIZE + field;
        request.put(at, (byte) first).put(at + 1, (byte) last);
    }

    /** Returns the request that starts the stream of replies on the connection that sends it. */
    ByteBuffer enableContext() {
        return Wire.request(major, ENABLE_CONTEXT, 2).putInt(CONTEXT, context);
    }

    /** Returns the request that ends the stream; another connection sends it. */
    ByteBuffer disableContext() {
        return Wire.request(major, DISABLE_CONTEXT, 2).putInt(CONTEXT, context);
    }
}

package dev.tally.capture.xrecord.internal;

import dev.tally.capture.xrecord.internal.x11.Wire;
import java.nio.ByteBuffer;

/**
 * The requests of the RECORD extension, as bytes.
 *
 * <p>Recorded are the device events from KeyPress to MotionNotify, of all clients together. Asking for delivered events
 * too would yield each event once more per client that gets it.
 */
final class RecordProtocol {
    static final String EXTENSION = "RECORD";

    private static final int CREATE_CONTEXT = 1;
    private static final int REGISTER_CLIENTS = 2;
    private static final int ENABLE_CONTEXT = 5;
    private static final int DISABLE_CONTEXT = 6;

    private static final int ALL_CLIENTS = 3;
    private static final int FIRST_DEVICE_EVENT = 2;
    private static final int LAST_DEVICE_EVENT = 6;
    private static final int NO_OPERATION = 127;

    /** Where a request with one client and one range has its range of 24 bytes, and which bytes of a range we use. */
    private static final int RANGE = 24;

    private static final int RANGE_CORE_REQUESTS = 0;
    private static final int RANGE_DEVICE_EVENTS = 18;

    private final int major;
    private final int context;

    /**
     * @param major the opcode that the server gave the extension
     * @param context the identifier of the recording, of the client that controls it
     */
    RecordProtocol(int major, int context) {
        this.major = major;
        this.context = context;
    }

    /** Records what all devices do. */
    ByteBuffer createContext() {
        return record(CREATE_CONTEXT, ALL_CLIENTS, RANGE_DEVICE_EVENTS, FIRST_DEVICE_EVENT, LAST_DEVICE_EVENT);
    }

    /** Records also, in the same stream, the NoOperation requests of one client: of us. */
    ByteBuffer recordMarksOf(int client) {
        return record(REGISTER_CLIENTS, client, RANGE_CORE_REQUESTS, NO_OPERATION, NO_OPERATION);
    }

    private ByteBuffer record(int minor, int client, int field, int first, int last) {
        ByteBuffer request = Wire.request(major, minor, 12);
        request.putInt(4, context);
        request.putInt(12, 1).putInt(16, 1); // one client, one range; element header (8) 0: nothing before an event
        request.putInt(20, client);
        return request.put(RANGE + field, (byte) first).put(RANGE + field + 1, (byte) last);
    }

    /** Starts the stream of replies, on the connection that sends this. */
    ByteBuffer enableContext() {
        return Wire.request(major, ENABLE_CONTEXT, 2).putInt(4, context);
    }

    /** Ends that stream, from another connection. */
    ByteBuffer disableContext() {
        return Wire.request(major, DISABLE_CONTEXT, 2).putInt(4, context);
    }
}

package dev.tally.capture.xrecord.internal;

/** Layout of the replies to EnableContext and of the requests in them ("Record Extension Protocol Specification"). */
final class RecordReply {
    static final int FROM_SERVER = 0;
    static final int FROM_CLIENT = 1;
    static final int START_OF_DATA = 4;
    static final int END_OF_DATA = 5;

    static final int CATEGORY = 1;
    static final int SERVER_TIME = 16;
    static final int DATA = 32;

    static final int WARP_POINTER = 41;
    static final int WARP_POINTER_SIZE = 24;
    /** XIWarpPointer, the minor opcode ("The X Input Extension 2.x"). */
    static final int XI_WARP_POINTER = 41;

    static final int XI_WARP_POINTER_SIZE = 36;
    static final int SET_POINTER_MAPPING = 116;
    static final int NO_OPERATION = 127;
    static final int REQUEST_HEADER = 4;

    private RecordReply() {}
}

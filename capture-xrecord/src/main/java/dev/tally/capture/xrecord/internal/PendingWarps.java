package dev.tally.capture.xrecord.internal;

/**
 * A count of the motions to come that a program caused with WarpPointer or XIWarpPointer, and not a hand.
 *
 * <p>The recording contains each such request, and right after it the motion that it caused. A request that moves nothing, for
 * example because its window does not exist, is forgotten after {@value #LONGEST_MILLIS} ms of the server's time.
 */
final class PendingWarps {
    static final int LONGEST_MILLIS = 10;

    private int pending;
    private int requestedAt;

    /** Notes a request that the server carried out at this time. */
    void request(int serverMillis) {
        pending = isFresh(serverMillis) ? pending + 1 : 1;
        requestedAt = serverMillis;
    }

    /** Notes a motion, and returns whether a request caused it. */
    boolean takes(int serverMillis) {
        if (pending == 0) {
            return false;
        }
        if (!isFresh(serverMillis)) {
            pending = 0;
            return false;
        }
        pending--;
        return true;
    }

    private boolean isFresh(int serverMillis) {
        return serverMillis - requestedAt <= LONGEST_MILLIS;
    }
}

package dev.tally.capture.xrecord.internal;

/**
 * The motions to come that a program caused with WarpPointer, and no hand.
 *
 * <p>The recording shows each such request, and the motion that it caused right after it. A request that moves nothing,
 * as for a window that does not exist, is forgotten after {@value #LONGEST_MILLIS} ms of the server's time.
 */
final class PendingWarps {
    static final int LONGEST_MILLIS = 10;

    private int pending;
    private int requestedAt;

    /** Notes a request. */
    void request(int serverMillis) {
        pending = isFresh(serverMillis) ? pending + 1 : 1;
        requestedAt = serverMillis;
    }

    /** Notes a motion; returns whether a request caused it. */
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

package dev.tally.capture.evdev.internal;

import java.util.Arrays;

/**
 * Follows one contact of a touch surface that reports each contact by itself, in slots (multitouch protocol type B).
 *
 * <p>The contact that moves first is followed until it is lifted; then the next one that moves. A slot keeps its place
 * while others are followed, because the kernel sends only the axis that has changed.
 *
 * <p><b>Threads.</b> One. <b>Cost.</b> No allocation.
 *
 * @see <a href="https://docs.kernel.org/input/multi-touch-protocol.html">Multi-touch protocol</a>
 */
final class ContactTracker {
    private static final int SLOTS = 32;
    /** In place of a slot: it is not known. */
    static final int NONE = -1;

    private static final int UNKNOWN = FrameDecoder.UNKNOWN;

    private final int[] xs = new int[SLOTS];
    private final int[] ys = new int[SLOTS];
    private int slot;
    private int followed = NONE;
    private boolean hasMoved;
    private boolean isAnother;

    ContactTracker() {
        forget(0);
    }

    /**
     * Forgets every contact; after a gap nothing is known about them.
     *
     * @param currentSlot the slot that the following values are about, or {@link #NONE}: then those before the next slot are ignored
     */
    void forget(int currentSlot) {
        Arrays.fill(xs, UNKNOWN);
        Arrays.fill(ys, UNKNOWN);
        slot = currentSlot;
        followed = NONE;
        hasMoved = false;
        isAnother = true;
    }

    /** Selects the slot of the contact that the following values are about. */
    void slot(int number) {
        slot = number;
    }

    /** Notes that a contact begins, or ends if the number is negative. */
    void contact(int number) {
        if (slot == followed) {
            isAnother = true;
            followed = number < 0 ? NONE : followed;
        }
    }

    void x(int value) {
        move(xs, value);
    }

    void y(int value) {
        move(ys, value);
    }

    private void move(int[] axis, int value) {
        if (slot < 0 || slot >= SLOTS) {
            return;
        }
        if (followed == NONE) {
            followed = slot;
            isAnother = true;
        }
        if (slot == followed) {
            isAnother |= axis[slot] == UNKNOWN;
            hasMoved = true;
        }
        axis[slot] = value;
    }

    /** Returns whether the followed contact has moved in this frame, and its place is known. */
    boolean isPlaced() {
        return hasMoved && followed != NONE && xs[followed] != UNKNOWN && ys[followed] != UNKNOWN;
    }

    /** Returns whether the place is that of another contact than the last one; the way between them is then no step. */
    boolean isAnother() {
        return isAnother;
    }

    int x() {
        return xs[followed];
    }

    int y() {
        return ys[followed];
    }

    /** Begins a frame. */
    void next() {
        isAnother &= !isPlaced();
        hasMoved = false;
    }
}

package dev.tally.capture.xrecord.internal;

/**
 * Which keys are held down now: without it a held key, which repeats as presses without a release, would count again and
 * again.
 *
 * <p><b>Privacy.</b> The one place where key codes outlive an event. It forgets a key when it is released, knows no order
 * and no time, and never leaves the decoder.
 */
final class PressedKeys {
    private final long[] held = new long[4];

    /** Notes that a key went down; false if it was down already. */
    boolean press(int key) {
        long bit = 1L << key;
        boolean isNew = (held[key >> 6] & bit) == 0;
        held[key >> 6] |= bit;
        return isNew;
    }

    /** Notes that a key went up. */
    void release(int key) {
        held[key >> 6] &= ~(1L << key);
    }

    /** {@return a text that says nothing about keys} */
    @Override
    public String toString() {
        return "pressed keys";
    }
}

package dev.tally.capture.xrecord.internal;

/**
 * The set of keys that are held down now. A held key repeats as presses without a release; without this set each of them
 * would count as a press.
 *
 * <p><b>Privacy.</b> The only class in which a key code outlives its event. It forgets a key when that is released, holds no
 * order and no time, and never leaves the decoder.
 */
final class PressedKeys {
    private final long[] held = new long[4];

    /** Notes that a key went down; returns false if it was down already. */
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

package dev.tally.capture.xrecord.internal;

/**
 * Recognises the auto-repeat of a server that reports it as a release and a press of the key with one time stamp.
 *
 * <p>Xephyr and other nested servers do so with the repeats of their host; an ordinary server repeats presses only.
 * No hand releases a key and presses it again within a millisecond. A program that types may; but it releases the key right
 * after its press, and not an interval later as in a repeat.
 *
 * <p><b>Privacy.</b> Apart from {@link PressedKeys} the only class that holds keys, and the only one that holds their time
 * stamps. It holds the last press and the last release of one reply, and {@link #forget} erases both when that reply is
 * decoded, before the reader waits. Only if a reply was cut because it was full are they kept until the next one,
 * which the server has begun already.
 */
final class RepeatPairs {
    /** The limit in milliseconds below which a press is a tap by a program: repeats of a held key are further apart. */
    static final int TAP_MILLIS = 5;

    private static final int NONE = -1;

    private int pressed = NONE;
    private int pressedAt;
    private int released = NONE;
    private int releasedAt;

    /** Notes a press, and returns whether it is the second half of a repeat. */
    boolean press(int key, int serverMillis) {
        boolean isTap = pressed == key && serverMillis - pressedAt < TAP_MILLIS;
        boolean isRepeat = released == key && releasedAt == serverMillis && !isTap;
        pressed = key;
        pressedAt = serverMillis;
        other();
        return isRepeat;
    }

    /** Notes a release. */
    void release(int key, int serverMillis) {
        released = key;
        releasedAt = serverMillis;
    }

    /** Notes any other event: the halves of a repeat follow each other directly. */
    void other() {
        released = NONE;
        releasedAt = 0;
    }

    /** Erases what was noted. */
    void forget() {
        other();
        pressed = NONE;
        pressedAt = 0;
    }

    /** {@return a text that says nothing about keys} */
    @Override
    public String toString() {
        return "repeat pairs";
    }
}

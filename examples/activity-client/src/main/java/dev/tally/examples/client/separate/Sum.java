package dev.tally.examples.client.separate;

import dev.tally.capture.PointerButton;

/** What is added up in the capture process and handed over. The order is that of the numbers in a {@link Message.Batch}. */
enum Sum {
    /** Presses of keys. */
    KEY_PRESSES(true, 100_000),
    /** Repeats of held keys. */
    KEY_REPEATS(true, 100_000),
    /** Presses of the left button. */
    LEFT(true, 100_000),
    /** Presses of the middle button. */
    MIDDLE(true, 100_000),
    /** Presses of the right button. */
    RIGHT(true, 100_000),
    /** Presses of any other button. */
    OTHER(true, 100_000),
    /** How long there was input, in milliseconds. It would tell of single presses if it were told more often than they are. */
    ACTIVE_MILLIS(true, 100_000_000),
    /** Frames with motion. */
    MOTIONS(false, Integer.MAX_VALUE),
    /** The length of all motions, in thousandths of the unit. */
    DISTANCE_1000(false, Integer.MAX_VALUE),
    /** The distance to the right; negative to the left. */
    DX(false, Integer.MAX_VALUE),
    /** The distance down; negative up. */
    DY(false, Integer.MAX_VALUE),
    /** Reports of positions. */
    POSITIONS(false, Integer.MAX_VALUE),
    /** 120ths of detents up. */
    WHEEL_UP(false, Integer.MAX_VALUE),
    /** 120ths of detents down. */
    WHEEL_DOWN(false, Integer.MAX_VALUE),
    /** 120ths of detents to the right. */
    WHEEL_RIGHT(false, Integer.MAX_VALUE),
    /** 120ths of detents to the left. */
    WHEEL_LEFT(false, Integer.MAX_VALUE),
    /** Gaps. */
    GAPS(false, 100_000);

    static final int COUNT = values().length;

    private final boolean pressed;
    private final long most;

    Sum(boolean pressed, long most) {
        this.pressed = pressed;
        this.most = most;
    }

    static Sum of(PointerButton button) {
        return switch (button) {
            case LEFT -> LEFT;
            case MIDDLE -> MIDDLE;
            case RIGHT -> RIGHT;
            case OTHER -> OTHER;
        };
    }

    /** Whether it counts presses, or would tell of them, and is therefore told once a second only. */
    boolean isPressed() {
        return pressed;
    }

    /** The part of a number that one message may hold. */
    long part(long number) {
        return Math.clamp(number, -most, most);
    }

    /** Whether a message may hold this number. */
    boolean allows(long number) {
        return part(number) == number && (number >= 0 || this == DX || this == DY);
    }
}

package dev.tally.capture.evdev.internal;

import dev.tally.capture.spi.DeviceReport.Kind;
import java.util.Set;

/**
 * The table that tells for one device what an EV_KEY event of a code counts as.
 *
 * <p>The kernel numbers keys, the buttons of mice, gamepads and tablets, and the states of touch surfaces in one series.
 * A table per device turns a code into one of these few classes; no later step can tell two keys apart.
 */
final class KeyCodeClasses {
    /** Codes are below KEY_CNT of input-event-codes.h. */
    static final int CODES = 0x300;

    static final byte NOTHING = 0;
    static final byte KEY = 1;
    static final byte LEFT = 2;
    static final byte RIGHT = 3;
    static final byte MIDDLE = 4;
    static final byte OTHER = 5;
    /** A finger or tool touches or leaves: not a press, but the next position is not a step from the last one. */
    static final byte CONTACT = 6;

    static final int BTN_LEFT = 0x110;
    static final int BTN_RIGHT = 0x111;
    static final int BTN_MIDDLE = 0x112;
    static final int BTN_TOOL_PEN = 0x140;
    static final int BTN_TOOL_FINGER = 0x145;
    static final int BTN_TOUCH = 0x14a;
    static final int BTN_STYLUS = 0x14b;

    private KeyCodeClasses() {}

    /** Returns the class of every code for a device of which these kinds are counted; the entry at {@link #CODES} is for all others. */
    static byte[] table(Set<Kind> counts) {
        byte[] table = new byte[CODES + 1];
        for (int code = 0; code < CODES; code++) {
            table[code] = isKey(code) ? keep(KEY, counts, Kind.KEYS) : pointer(code, counts);
        }
        return table;
    }

    private static byte pointer(int code, Set<Kind> counts) {
        return isContact(code) ? keep(CONTACT, counts, Kind.MOTION) : keep(button(code), counts, Kind.BUTTONS);
    }

    private static byte keep(byte press, Set<Kind> counts, Kind kind) {
        return counts.contains(kind) ? press : NOTHING;
    }

    private static byte button(int code) {
        return switch (code) {
            case BTN_LEFT -> LEFT;
            case BTN_RIGHT -> RIGHT;
            case BTN_MIDDLE -> MIDDLE;
            default -> OTHER;
        };
    }

    /** Returns whether a code is a key: below 0x100, or from KEY_OK on except two series of gamepad buttons. */
    static boolean isKey(int code) {
        boolean pad =
                code >= 0x220 && code <= 0x223 || code >= 0x2c0 && code <= 0x2e7; // BTN_DPAD_*, BTN_TRIGGER_HAPPY*
        return code < 0x100 || code >= 0x160 && !pad;
    }

    /** Returns whether a code is a button of a mouse, not of a gamepad or pen: BTN_0 to BTN_9, BTN_LEFT and the 15 that follow it. */
    static boolean isMouseButton(int code) {
        return code >= 0x100 && code <= 0x109 || code >= 0x110 && code <= 0x11f;
    }

    /** Returns whether a code is any button: neither a key nor the state of a touch surface. */
    static boolean isButton(int code) {
        return !isKey(code) && !isContact(code);
    }

    /** Returns whether a code is a button of a joystick, gamepad or wheel. */
    static boolean isGameButton(int code) {
        return code >= 0x120 && code <= 0x13f || code == 0x150 || code == 0x151 || code > 0x200 && !isKey(code);
    }

    /** Returns whether a code is BTN_TOUCH or one of BTN_TOOL_*; the buttons of a pen, for example BTN_STYLUS, are not. */
    private static boolean isContact(int code) {
        boolean stylus = code == 0x149 || code == BTN_STYLUS || code == 0x14c;
        return code >= BTN_TOOL_PEN && code <= 0x14f && !stylus;
    }
}

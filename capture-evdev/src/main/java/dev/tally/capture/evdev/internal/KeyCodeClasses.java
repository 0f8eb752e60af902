package dev.tally.capture.evdev.internal;

import dev.tally.capture.spi.DeviceReport.Kind;
import java.util.Set;

/**
 * What an EV_KEY event of a code counts as, on one device.
 *
 * <p>The kernel numbers keys, the buttons of mice, gamepads and tablets, and the states of touch surfaces in one series.
 * A table per device turns a code into one of these few classes; nothing that follows can tell two keys apart.
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
    /** A finger or tool arrives or leaves: no press, but the position that follows is no step from the one before. */
    static final byte CONTACT = 6;

    static final int BTN_LEFT = 0x110;
    static final int BTN_RIGHT = 0x111;
    static final int BTN_MIDDLE = 0x112;
    static final int BTN_TOOL_PEN = 0x140;
    static final int BTN_TOOL_FINGER = 0x145;
    static final int BTN_TOUCH = 0x14a;
    static final int BTN_STYLUS = 0x14b;

    private KeyCodeClasses() {}

    /** The class of every code, for a device of which these kinds count; at {@link #CODES}, that of all beyond: nothing. */
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

    /** Keys are below 0x100 and from KEY_OK on, where two series of gamepad buttons are among them. */
    static boolean isKey(int code) {
        boolean pad =
                code >= 0x220 && code <= 0x223 || code >= 0x2c0 && code <= 0x2e7; // BTN_DPAD_*, BTN_TRIGGER_HAPPY*
        return code < 0x100 || code >= 0x160 && !pad;
    }

    /** A button of a mouse, not of a gamepad or pen: BTN_0 to BTN_9, BTN_LEFT and the 15 that follow it. */
    static boolean isMouseButton(int code) {
        return code >= 0x100 && code <= 0x109 || code >= 0x110 && code <= 0x11f;
    }

    /** Any button: neither a key nor the state of a touch surface. */
    static boolean isButton(int code) {
        return !isKey(code) && !isContact(code);
    }

    /** A button of a joystick, gamepad or wheel. */
    static boolean isGameButton(int code) {
        return code >= 0x120 && code <= 0x13f || code == 0x150 || code == 0x151 || code > 0x200 && !isKey(code);
    }

    /** BTN_TOOL_* and BTN_TOUCH; the buttons of a pen, BTN_STYLUS and its like, are none. */
    private static boolean isContact(int code) {
        boolean stylus = code == 0x149 || code == BTN_STYLUS || code == 0x14c;
        return code >= BTN_TOOL_PEN && code <= 0x14f && !stylus;
    }
}

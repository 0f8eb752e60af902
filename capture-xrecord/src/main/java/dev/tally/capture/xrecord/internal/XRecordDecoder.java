package dev.tally.capture.xrecord.internal;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import java.nio.ByteBuffer;

/**
 * Turns the replies of a recording into reports.
 *
 * <p>A reply has a category (byte 1) and, after 32 bytes, core events of 32 bytes each: type, detail, and for motion the
 * position on the root window ("Record Extension Protocol Specification", EnableContext).
 *
 * <p><b>Cost.</b> Allocates nothing but for an error.
 *
 * <p><b>Privacy.</b> The only class that meets a key code: in one local of {@link #event}, and in {@link PressedKeys}.
 */
final class XRecordDecoder {
    static final int HEADER = 32;
    static final int EVENT = 32;

    private static final int KEY_PRESS = 2;
    private static final int KEY_RELEASE = 3;
    private static final int BUTTON_PRESS = 4;
    private static final int MOTION_NOTIFY = 6;

    private static final int DETENT = 120;

    private final InputHandler handler;
    private final String display;
    private final PressedKeys keys = new PressedKeys();
    private boolean positionKnown;
    private int x;
    private int y;

    /** What a reply was. */
    enum Category {
        /** From now on everything is recorded. */
        STARTED,
        /** Device events: they were handed to the handler. */
        EVENTS,
        /** Our own requests, recorded as marks in the stream. */
        MARKS,
        /** Nothing more comes. */
        ENDED
    }

    /** @param display for messages */
    XRecordDecoder(InputHandler handler, String display) {
        this.handler = handler;
        this.display = display;
    }

    /**
     * Reads one reply and hands its events on.
     *
     * @throws DisplayException if it is no reply of a recording
     */
    Category decode(ByteBuffer reply) throws DisplayException {
        switch (reply.get(reply.position() + 1)) {
            case 0 -> {
                events(reply);
                return Category.EVENTS;
            }
            case 1 -> {
                return Category.MARKS;
            }
            case 4 -> {
                return Category.STARTED;
            }
            case 5 -> {
                return Category.ENDED;
            }
            default -> throw unreadable("a reply of category " + reply.get(reply.position() + 1));
        }
    }

    private void events(ByteBuffer reply) throws DisplayException {
        int start = reply.position() + HEADER;
        int end = reply.limit();
        if ((end - start) % EVENT != 0) {
            throw unreadable(end - start + " bytes of events, where each has " + EVENT);
        }
        for (int at = start; at < end; at += EVENT) {
            event(reply, at);
        }
    }

    private void event(ByteBuffer reply, int at) {
        int detail = Byte.toUnsignedInt(reply.get(at + 1));
        switch (reply.get(at) & 0x7f) {
            case KEY_PRESS -> {
                if (keys.press(detail)) {
                    handler.keyPress();
                } else {
                    handler.keyRepeat();
                }
            }
            case KEY_RELEASE -> keys.release(detail);
            case BUTTON_PRESS -> button(detail);
            case MOTION_NOTIFY -> motion(reply.getShort(at + 20), reply.getShort(at + 22));
            default -> {
                // The release of a button: nothing counts it.
            }
        }
    }

    private void button(int button) {
        switch (button) {
            case 1 -> handler.buttonPress(PointerButton.LEFT);
            case 2 -> handler.buttonPress(PointerButton.MIDDLE);
            case 3 -> handler.buttonPress(PointerButton.RIGHT);
            case 4 -> handler.scroll(0, DETENT);
            case 5 -> handler.scroll(0, -DETENT);
            case 6 -> handler.scroll(-DETENT, 0);
            case 7 -> handler.scroll(DETENT, 0);
            default -> handler.buttonPress(PointerButton.OTHER);
        }
    }

    /** The first one only tells where the pointer is. */
    private void motion(int rootX, int rootY) {
        handler.motion(positionKnown ? rootX - x : 0, positionKnown ? rootY - y : 0);
        handler.position(rootX, rootY);
        positionKnown = true;
        x = rootX;
        y = rootY;
    }

    private DisplayException unreadable(String what) {
        return DisplayException.because(
                "the X server at " + display + " recorded what cannot be read: " + what,
                "please report it with the server's name and version");
    }
}

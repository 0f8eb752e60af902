package dev.tally.capture.evdev.internal;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.capture.spi.DeviceReport.Kind;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/**
 * A decoder that turns the events of one device into reports and erases them.
 *
 * <p><b>Privacy.</b> The only class that reads the code of an event. It lives in one local of {@link #decode}, the event,
 * and goes into nothing but the table that turns it into a class of presses; no field, argument or result carries it on.
 * The event is erased from the buffer before it is looked at.
 *
 * <p><b>Order and time.</b> Presses are reported at once; motion, position and wheels once per frame, which ends at
 * SYN_REPORT. After SYN_DROPPED everything up to the next SYN_REPORT is thrown away, and a gap is reported. The time of
 * an event is never read.
 *
 * <p><b>Threads.</b> One.
 *
 * <p><b>Cost.</b> Allocates nothing; an event is one load, three stores and a table look-up.
 */
final class FrameDecoder {
    /** In place of a coordinate: the device has not told it. */
    static final int UNKNOWN = Integer.MIN_VALUE;

    private static final int DETENT = 120;

    private final byte[] presses;
    private final boolean motion;
    private final boolean scroll;
    private final boolean tellsPosition;
    private final boolean followsContacts;
    private final boolean followsOneContact;
    private final boolean isDialAWheel;
    private final ContactTracker contact = new ContactTracker();

    private int dx;
    private int dy;
    private int wheel;
    private int wheel120;
    private int hwheel;
    private int hwheel120;
    private boolean hasFineWheel;
    private boolean hasFineHwheel;
    private int x;
    private int y;
    private int lastX;
    private int lastY;
    private boolean placed;
    private boolean isJump = true;
    private boolean hasStepped;
    private boolean isDropping;
    private boolean isLost;

    /** Creates a decoder for a device that has one position and no dial. */
    FrameDecoder(Set<Kind> counts, boolean tellsPosition, boolean followsContacts) {
        this(counts, tellsPosition, followsContacts, false, false);
    }

    /**
     * Creates a decoder for one device.
     *
     * @param counts the kinds of input that are counted of it
     * @param tellsPosition whether its absolute positions are where the pointer is, not where a finger is on a pad
     * @param followsContacts whether it says when one of several contacts begins and ends; its position may then become
     *     that of another one
     * @param followsOneContact whether it tells the places of single contacts only, of which one is followed
     * @param isDialAWheel whether a step of its dial counts as a detent of a wheel
     */
    FrameDecoder(
            Set<Kind> counts,
            boolean tellsPosition,
            boolean followsContacts,
            boolean followsOneContact,
            boolean isDialAWheel) {
        this.presses = KeyCodeClasses.table(counts);
        this.motion = counts.contains(Kind.MOTION);
        this.scroll = counts.contains(Kind.SCROLL);
        this.tellsPosition = tellsPosition;
        this.followsContacts = followsContacts;
        this.followsOneContact = followsOneContact;
        this.isDialAWheel = isDialAWheel;
    }

    /**
     * Sets the place of an absolute device, which it was asked for; the next event is not a step from there. A coordinate may be
     * {@link #UNKNOWN}.
     */
    void place(int xNow, int yNow) {
        x = xNow;
        y = yNow;
        isJump = true;
        isLost = false;
    }

    /** Continues after a gap on a device of which one contact is followed; only the current slot is known then. */
    void resume(int currentSlot) {
        contact.forget(currentSlot);
        isJump = true;
        isLost = false;
    }

    /** Returns whether a gap is over and hides the place along an axis, which the following events may not tell. */
    boolean isLost() {
        return isLost && !isDropping;
    }

    /** Decodes events into reports and erases them. */
    void decode(MemorySegment events, long bytes, InputHandler handler) {
        for (long at = 0; at < bytes; at += InputEvent.BYTES) {
            long event = InputEvent.take(events, at);
            if (InputEvent.type(event) == InputEvent.EV_SYN) {
                switch (InputEvent.code(event)) {
                    case InputEvent.SYN_REPORT -> endFrame(handler);
                    case InputEvent.SYN_DROPPED -> drop(handler);
                    default -> {}
                }
            } else if (!isDropping) {
                int value = InputEvent.value(event);
                switch (InputEvent.type(event)) {
                    case InputEvent.EV_KEY ->
                        press(presses[Math.min(InputEvent.code(event), KeyCodeClasses.CODES)], value, handler);
                    case InputEvent.EV_REL -> {
                        switch (InputEvent.code(event)) {
                            case InputEvent.REL_X -> dx += value;
                            case InputEvent.REL_Y -> dy += value;
                            case InputEvent.REL_WHEEL -> wheel += value;
                            case InputEvent.REL_DIAL -> wheel += isDialAWheel ? value : 0;
                            case InputEvent.REL_WHEEL_HI_RES -> wheel120 += value;
                            case InputEvent.REL_HWHEEL -> hwheel += value;
                            case InputEvent.REL_HWHEEL_HI_RES -> hwheel120 += value;
                            default -> {}
                        }
                    }
                    case InputEvent.EV_ABS -> {
                        switch (InputEvent.code(event)) {
                            case InputEvent.ABS_X -> {
                                x = value;
                                placed = true;
                            }
                            case InputEvent.ABS_Y -> {
                                y = value;
                                placed = true;
                            }
                            case InputEvent.ABS_MT_SLOT -> contact.slot(value);
                            case InputEvent.ABS_MT_POSITION_X -> contact.x(value);
                            case InputEvent.ABS_MT_POSITION_Y -> contact.y(value);
                            case InputEvent.ABS_MT_TRACKING_ID -> {
                                contact.contact(value);
                                isJump |= followsContacts && !followsOneContact;
                            }
                            default -> {}
                        }
                    }
                    default -> {}
                }
            }
        }
    }

    private void press(byte press, int value, InputHandler handler) {
        if (press == KeyCodeClasses.CONTACT) {
            isJump = true;
        } else if (value == 1) {
            pressed(press, handler);
        } else if (value == 2 && press == KeyCodeClasses.KEY) {
            handler.keyRepeat();
        }
    }

    private static void pressed(byte press, InputHandler handler) {
        switch (press) {
            case KeyCodeClasses.KEY -> handler.keyPress();
            case KeyCodeClasses.LEFT -> handler.buttonPress(PointerButton.LEFT);
            case KeyCodeClasses.RIGHT -> handler.buttonPress(PointerButton.RIGHT);
            case KeyCodeClasses.MIDDLE -> handler.buttonPress(PointerButton.MIDDLE);
            case KeyCodeClasses.OTHER -> handler.buttonPress(PointerButton.OTHER);
            default -> {}
        }
    }

    private void endFrame(InputHandler handler) {
        if (isDropping) {
            isDropping = false;
            return;
        }
        if (followsOneContact) {
            placeContact();
        }
        if (placed) {
            step();
        }
        if (motion && (hasStepped || (dx | dy) != 0)) {
            handler.motion(dx, dy);
        }
        if (placed && tellsPosition) {
            handler.position(x, y);
        }
        if (scroll) {
            scroll(handler);
        }
        clearFrame();
    }

    private void placeContact() {
        placed = contact.isPlaced();
        if (placed) {
            x = contact.x();
            y = contact.y();
            isJump |= contact.isAnother();
        }
        contact.next();
    }

    /**
     * Reports the motion from the last position to this one. The first position after a contact began or ended only tells
     * where the device is, once both coordinates are known. Between places on a screen the motion has no length: the range of a device
     * is not in pixels.
     */
    private void step() {
        if (isJump) {
            placed = x != UNKNOWN && y != UNKNOWN;
            isJump = !placed;
            isLost &= !placed;
        } else if (tellsPosition) {
            hasStepped = x != lastX || y != lastY;
        } else {
            dx += x - lastX;
            dy += y - lastY;
        }
        lastX = x;
        lastY = y;
    }

    /** Once a wheel has reported in high resolution, its legacy events repeat that, also in frames of their own: ignored. */
    private void scroll(InputHandler handler) {
        hasFineWheel |= wheel120 != 0;
        hasFineHwheel |= hwheel120 != 0;
        int vertical = hasFineWheel ? wheel120 : wheel * DETENT;
        int horizontal = hasFineHwheel ? hwheel120 : hwheel * DETENT;
        if ((vertical | horizontal) != 0) {
            handler.scroll(horizontal, vertical);
        }
    }

    private void drop(InputHandler handler) {
        isDropping = true;
        isJump = true;
        isLost = true;
        x = UNKNOWN;
        y = UNKNOWN;
        contact.forget(ContactTracker.NONE);
        clearFrame();
        handler.gap();
    }

    private void clearFrame() {
        dx = 0;
        dy = 0;
        wheel = 0;
        wheel120 = 0;
        hwheel = 0;
        hwheel120 = 0;
        placed = false;
        hasStepped = false;
    }
}

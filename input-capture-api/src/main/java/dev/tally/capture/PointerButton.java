package dev.tally.capture;

/**
 * A button of a pointer, as far as Tally tells buttons apart.
 *
 * <p>A source that reads an X server reports the button after the server's mapping, as programs see it; a source that reads
 * devices reports the button of the device. A turn of a wheel is never a button press; see {@link InputHandler#scroll}.
 */
public enum PointerButton {
    /** The left button, with which a right-handed user points and selects. */
    LEFT,
    /** The middle button, which on most mice is a press on the wheel. */
    MIDDLE,
    /** The right button, which usually opens a menu. */
    RIGHT,
    /** Any other button, for example back, forward or task. */
    OTHER
}

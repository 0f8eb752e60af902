package dev.tally.capture;

/**
 * A receiver of the reports of one source: the interface through which all captured input passes.
 *
 * <p>A source first calls {@link #devices}, then one method per report, and {@link #waiting} after each batch of them.
 * Reports carry no time: a handler that needs one reads a clock of its own.
 *
 * <p><b>Threads.</b> All methods are called by one thread, the one that is inside
 * {@link dev.tally.capture.spi.InputSource#run}. With a {@link CaptureSession} that is the thread of the session.
 *
 * <p><b>Order and time.</b> Reports arrive in the order in which the system made them. A
 * system may hold reports back; see {@link CaptureSession#flush} and {@link CaptureSession#sync}.
 *
 * <p><b>Cost.</b> An implementation must not block or allocate: while it runs, the system's buffer fills, and the system
 * drops reports when that is full.
 *
 * <p><b>Failure.</b> An implementation must not throw. What it throws ends the source, and {@link CaptureSession#ended}
 * completes with it.
 *
 * <p><b>Privacy.</b> No method tells which key was pressed, and none may be added that does.
 */
public interface InputHandler {

    /** Called when a key of a keyboard was pressed, once per press. Auto-repeat and the release are not presses. */
    void keyPress();

    /**
     * Called when a key that is held down has repeated, once per repeat. A source whose
     * {@link dev.tally.capture.spi.SourceTraits#tellsRepeats} is false never calls this.
     */
    void keyRepeat();

    /**
     * Called when a button of a pointer was pressed, once per press.
     *
     * @param button the button that was pressed
     */
    void buttonPress(PointerButton button);

    /**
     * Called when a pointer was moved, once per frame of the system. Both distances are 0 if the source cannot tell them, as
     * for the first motion and for an absolute device; {@link #position} then tells where the pointer is.
     *
     * @param dx the distance to the right, negative to the left, in the unit that
     *     {@link dev.tally.capture.spi.SourceTraits#motionUnit} names
     * @param dy the distance down, negative up, in the same unit
     */
    void motion(int dx, int dy);

    /**
     * Called in place of {@link #motion} by a source that has added up several motions, for example one that takes them from
     * another process. A handler that measures the length of motions overrides this: the default reports as many motions,
     * the last of which goes the whole straight way.
     *
     * @param count the number of frames with motion; not negative
     * @param distance1000 the sum of the lengths of these motions, in thousandths of the unit, each rounded; not negative
     * @param dx the sum of the distances to the right; it may have overflowed
     * @param dy the sum of the distances down; it may have overflowed
     */
    default void motions(int count, int distance1000, int dx, int dy) {
        for (int i = 1; i < count; i++) {
            motion(0, 0);
        }
        if (count > 0) {
            motion(dx, dy);
        }
    }

    /**
     * Called by a source that hands over what was added up elsewhere: how long there was input in the time of these sums. Such a source
     * calls this for the first time right after {@link #devices}, with 0: a handler that would take the active time from the moments
     * at which reports come leaves it to the source then. The default ignores it.
     *
     * @param millis the time with input, in milliseconds; not negative
     */
    default void active(int millis) {}

    /**
     * Called when a source knows where the pointer is, in addition to {@link #motion} for the same frame.
     *
     * @param x the distance from the left edge of the screen in pixels, or of the device's range in its own unit
     * @param y the distance from the top edge, in the same unit
     */
    void position(int x, int y);

    /**
     * Called when a wheel was turned. One detent is 120; a high-resolution wheel reports fractions of it.
     *
     * @param horizontal120 the turn of the horizontal wheel in 120ths of a detent, positive to the right
     * @param vertical120 the turn of the vertical wheel in 120ths of a detent, positive up, away from the hand
     */
    void scroll(int horizontal120, int vertical120);

    /** Called when the system has dropped reports, or may have: counts that include this moment are a lower bound. */
    void gap();

    /**
     * Called when the source has begun to read, and whenever the number of its devices changes. Every report that the
     * system makes after the first call is delivered or told as a {@link #gap}.
     *
     * @param keyboards the number of devices whose keys are counted, from 0
     * @param pointers the number of devices whose buttons, motions or wheels are counted, from 0; one device may be both
     */
    void devices(int keyboards, int pointers);

    /**
     * Called when the source has delivered all reports that it has and is about to wait for the system. A handler does here
     * once per batch what would cost too much once per report, for example waking a thread.
     *
     * <p>A source calls this before every wait that may follow a report. It has no default, so that a handler that passes
     * its calls on to another one cannot leave it out by mistake.
     */
    void waiting();
}

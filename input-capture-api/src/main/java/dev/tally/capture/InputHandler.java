package dev.tally.capture;

/**
 * Receives the reports of one source.
 *
 * <p><b>Threads.</b> Every method is called on the one thread that is inside {@code InputSource.run}, in the order in
 * which the system made the reports.
 *
 * <p><b>Cost.</b> An implementation must not block, allocate or throw: it runs between the system's buffer and the
 * next report, and a buffer that is not emptied in time loses reports.
 *
 * <p><b>Privacy.</b> No method says which key was pressed or when. That is by design, and nothing may be added that does.
 */
public interface InputHandler {

    /** A key went down. Auto-repeat is not a press. */
    void keyPress();

    /** A key that is held down repeated. */
    void keyRepeat();

    /** A button of a pointer went down. */
    void buttonPress(PointerButton button);

    /**
     * A pointer moved; called once per report frame. Both steps are 0 if the source knows only where the pointer is, in a
     * unit that is not the one of its motions: {@link #position} then says where.
     *
     * @param dx how far to the right, in the unit that {@code SourceTraits.motionUnit} names
     * @param dy how far down, in the same unit
     */
    void motion(int dx, int dy);

    /**
     * Where the pointer is, from a source that knows. It accompanies {@link #motion}, it does not replace it.
     *
     * @param x from the left edge of the screen or of the device's range
     * @param y from the top edge
     */
    void position(int x, int y);

    /**
     * A wheel turned. 120 is one detent; a high-resolution wheel reports fractions of it.
     *
     * @param horizontal120 positive to the right, in 120ths of a detent
     * @param vertical120 positive away from the hand (up), in 120ths of a detent
     */
    void scroll(int horizontal120, int vertical120);

    /** The system dropped reports: from here on the counts are a lower bound. */
    void gap();

    /**
     * How many devices are being read. The first call says that the source is live: any report that the system makes
     * after it is counted. Called again whenever the number changes.
     *
     * @param keyboards devices whose keys count
     * @param pointers devices whose buttons, motion and wheels count; one device may be both
     */
    void devices(int keyboards, int pointers);

    /**
     * The source has handed over all that it has and is about to wait for the system. A source calls this before every
     * wait that may follow a report, so that a handler can do once per batch what would cost too much once per report.
     *
     * <p>Not a default method: a handler that hands on to another one would forget it unnoticed.
     */
    void waiting();
}

package dev.tally.sink;

/**
 * A live value, taken at one moment. {@code epochNanos} is the wall clock when the sample was taken, in nanoseconds since
 * the Unix epoch. It is never the time of a key press: keyboard samples are taken once a second from a counter.
 */
public sealed interface LiveSample {

    /** {@return when the sample was taken, in nanoseconds since the Unix epoch} */
    long epochNanos();

    /**
     * The position of the pointer. Together the positions are a track of the pointer: leave this kind out where no track
     * may be kept.
     *
     * @param epochNanos when the sample was taken
     * @param x horizontal position in the source's unit of motion: absolute where the source knows it, else the sum of all
     *     motion to the right
     * @param y vertical position in the source's unit of motion: absolute where the source knows it, else the sum of all
     *     motion downwards
     */
    record Position(long epochNanos, int x, int y) implements LiveSample {}

    /**
     * A turn of a wheel.
     *
     * @param epochNanos when the sample was taken
     * @param dx whole detents to the right; fractions are carried over until they make one
     * @param dy whole detents up; fractions are carried over until they make one
     * @param horizontal120 rotation of the horizontal wheel in 120ths of a detent, positive to the right
     * @param vertical120 rotation of the vertical wheel in 120ths of a detent, positive up
     */
    record Scroll(long epochNanos, int dx, int dy, int horizontal120, int vertical120) implements LiveSample {}

    /**
     * How much the pointer moved in the last minute.
     *
     * @param epochNanos when the sample was taken
     * @param unitsPerSecond the length of the path of the last 60 s, divided by 60, in the source's motion unit
     * @param active whether there was motion in the last 60 s
     */
    record MouseActivity(long epochNanos, double unitsPerSecond, boolean active) implements LiveSample {}

    /**
     * How much was typed in the last minute.
     *
     * @param epochNanos when the sample was taken
     * @param keystrokesPerMinute key presses of the last 60 s
     * @param active whether there was a key press in the last 60 s
     */
    record KeyboardActivity(long epochNanos, long keystrokesPerMinute, boolean active) implements LiveSample {

        /** {@return words per minute, taking five key presses as a word} */
        public double approxWpm() {
            return keystrokesPerMinute / 5.0;
        }
    }

    /**
     * Button presses since the previous sample of this kind, which was at least about a second ago.
     *
     * @param epochNanos when the sample was taken
     * @param left presses of the left button
     * @param middle presses of the middle button
     * @param right presses of the right button
     * @param other presses of other buttons
     */
    record Clicks(long epochNanos, long left, long middle, long right, long other) implements LiveSample {}

    /**
     * The number of devices that are read. If both numbers are 0, nothing can be counted.
     *
     * @param epochNanos when the sample was taken
     * @param keyboards number of keyboards
     * @param pointers number of pointers
     */
    record Devices(long epochNanos, int keyboards, int pointers) implements LiveSample {}

    /**
     * A gap: the system dropped reports.
     *
     * @param epochNanos when the sample was taken
     * @param total how often since the start
     */
    record Gap(long epochNanos, long total) implements LiveSample {}

    /**
     * What became of the counts, for one interval sink: {@code seen = delivered + pending + lost}.
     *
     * @param epochNanos when the sample was taken
     * @param sink the name of the sink
     * @param seen everything that was counted
     * @param delivered counts that the sink has accepted for good
     * @param pending counts that are still to be delivered
     * @param lost counts that were given up
     */
    record Delivery(long epochNanos, String sink, Counts seen, Counts delivered, Counts pending, Counts lost)
            implements LiveSample {}

    /**
     * What became of the samples, for one live sink: {@code published = delivered + pending + lost}.
     *
     * @param epochNanos when the sample was taken
     * @param sink the name of the sink
     * @param published samples that were to be delivered
     * @param delivered samples that were handed to the system or to a receiver
     * @param pending samples that wait
     * @param lost samples that were dropped
     */
    record Publication(long epochNanos, String sink, long published, long delivered, long pending, long lost)
            implements LiveSample {}
}

package dev.tally.sink;

/**
 * What is going on right now. {@code epochNanos} is the wall clock when the sample was taken, in nanoseconds since the
 * Unix epoch: never when a key went down, for keyboard samples are taken once a second from a counter.
 */
public sealed interface LiveSample {

    /** When the sample was taken. */
    long epochNanos();

    /**
     * Where the pointer is. Together the positions are a track of the pointer: who does not want one kept leaves this
     * kind off.
     *
     * @param x relative motion added up, or absolute where the source knows, in the source's motion unit
     * @param y the same, downwards
     */
    record Position(long epochNanos, int x, int y) implements LiveSample {}

    /**
     * A wheel turned.
     *
     * @param dx whole detents to the right; a high-resolution wheel's fractions are carried until they make one
     * @param dy whole detents up
     * @param horizontal120 the way of this report in 120ths of a detent, to the right
     * @param vertical120 the same, up
     */
    record Scroll(long epochNanos, int dx, int dy, int horizontal120, int vertical120) implements LiveSample {}

    /**
     * How much the pointer has moved of late.
     *
     * @param unitsPerSecond the length of the path of the last 60 s, divided by 60, in the source's motion unit
     * @param active whether there was motion in the last 60 s
     */
    record MouseActivity(long epochNanos, double unitsPerSecond, boolean active) implements LiveSample {}

    /**
     * How much has been typed of late.
     *
     * @param keystrokesPerMinute key presses of the last 60 s
     * @param active whether there was a key press in the last 60 s
     */
    record KeyboardActivity(long epochNanos, long keystrokesPerMinute, boolean active) implements LiveSample {

        /** Words a minute, a word being five keystrokes. */
        public double approxWpm() {
            return keystrokesPerMinute / 5.0;
        }
    }

    /** Button presses since the last sample of this kind, about a second ago or more. */
    record Clicks(long epochNanos, long left, long middle, long right, long other) implements LiveSample {}

    /** The devices that are being read changed; none of both means blind, not idle. */
    record Devices(long epochNanos, int keyboards, int pointers) implements LiveSample {}

    /**
     * The system dropped reports.
     *
     * @param total how often since the start
     */
    record Gap(long epochNanos, long total) implements LiveSample {}

    /**
     * What has become of the counts, for one interval sink: {@code seen = delivered + pending + lost}.
     *
     * @param sink the sink's name
     */
    record Delivery(long epochNanos, String sink, Counts seen, Counts delivered, Counts pending, Counts lost)
            implements LiveSample {}
}

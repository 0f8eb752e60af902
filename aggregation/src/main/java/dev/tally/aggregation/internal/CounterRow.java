package dev.tally.aggregation.internal;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.sink.Counts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Running totals of one source of input.
 *
 * <p>Totals only grow. A reader remembers what it has read and subtracts; nothing is ever set back, so nothing can fall
 * between a reading and a reset.
 *
 * <p><b>Threads.</b> Exactly one thread writes, or several one after the other, each starting after the one before has
 * ended; a second writer at the same time silently loses counts. Any thread may read. A reader that sees
 * {@link #reports} at n sees everything that the first n reports counted.
 *
 * <p><b>Cost.</b> A report is three or four plain loads and two or three release stores, which on x86 are plain stores; a
 * wait of the source is one full fence. Never allocates, blocks, or takes the time. Wait-free for the writer and for readers.
 */
public final class CounterRow implements InputHandler {
    /** A cache line and its neighbour, which the prefetcher brings along, before and after what is written. */
    private static final int PADDING = 16;

    private static final int REPORTS = PADDING;
    private static final int KEY_PRESSES = PADDING + 1;
    private static final int KEY_REPEATS = PADDING + 2;
    private static final int BUTTONS = PADDING + 3; // one for each PointerButton, in their order
    private static final int VERTICAL_120 = BUTTONS + 4;
    private static final int HORIZONTAL_120 = BUTTONS + 5;
    private static final int MOTIONS = BUTTONS + 6;
    private static final int DISTANCE_1000 = BUTTONS + 7;
    private static final int GAPS = BUTTONS + 8;
    private static final int ACTIVE_MILLIS = GAPS + 1; // as the source tells it
    private static final int LENGTH = ACTIVE_MILLIS + 1 + PADDING;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] slots = new long[LENGTH];
    private final IdleWakeup idleWakeup;
    private final DeviceListener devices;

    private volatile int deviceChanges;
    private volatile boolean activityTold;

    /** Is told how many devices are read. It is not called for each report. */
    public interface DeviceListener {
        /** Called when the number of keyboards or pointers has changed. */
        void changed(int keyboards, int pointers);
    }

    /**
     * Creates the totals of one source, all 0.
     *
     * @param idleWakeup wakes the sampler
     * @param devices is told how many devices are read
     */
    public CounterRow(IdleWakeup idleWakeup, DeviceListener devices) {
        this.idleWakeup = idleWakeup;
        this.devices = devices;
    }

    @Override
    public void keyPress() {
        add(KEY_PRESSES, 1);
        publish();
    }

    @Override
    public void keyRepeat() {
        add(KEY_REPEATS, 1);
        publish();
    }

    @Override
    public void buttonPress(PointerButton button) {
        add(BUTTONS + button.ordinal(), 1);
        publish();
    }

    @Override
    public void motion(int dx, int dy) {
        add(MOTIONS, 1);
        add(DISTANCE_1000, distance1000(dx, dy));
        publish();
    }

    @Override
    public void motions(int count, int distance1000, int dx, int dy) {
        add(MOTIONS, count);
        add(DISTANCE_1000, distance1000);
        publish();
    }

    /** Returns the length of one motion in thousandths of its unit. */
    static long distance1000(int dx, int dy) {
        return Math.round(1000 * Math.sqrt((double) dx * dx + (double) dy * dy));
    }

    @Override
    public void active(int millis) {
        add(ACTIVE_MILLIS, millis);
        activityTold = true;
    }

    /** Returns whether the source itself tells how long there is input. */
    boolean isActivityTold() {
        return activityTold;
    }

    @Override
    public void position(int x, int y) {
        // A position is not counted; the motion that led to it was reported before.
    }

    @Override
    public void scroll(int horizontal120, int vertical120) {
        add(VERTICAL_120, Math.abs((long) vertical120));
        add(HORIZONTAL_120, Math.abs((long) horizontal120));
        publish();
    }

    @Override
    public void gap() {
        add(GAPS, 1);
        publish();
    }

    @Override
    public void devices(int keyboards, int pointers) {
        devices.changed(keyboards, pointers);
        deviceChanges++; // this thread is the only writer
        idleWakeup.wakeAfterFence(); // rare, and no report may follow
    }

    private void add(int slot, long n) {
        long sum = slots[slot] + n; // plain read: we are the only writer
        SLOT.setRelease(slots, slot, sum < 0 ? Long.MAX_VALUE : sum); // a device that lies may claim any distance
    }

    @Override
    public void waiting() {
        idleWakeup.wakeAfterFence();
    }

    /** Publishes the report: a reader that sees this number of reports also sees the totals written before it. */
    private void publish() {
        SLOT.setRelease(slots, REPORTS, slots[REPORTS] + 1);
        idleWakeup.wake();
    }

    /** Returns how many reports there were, gaps included. If this number has not changed, no total has. */
    public long reports() {
        return (long) SLOT.getVolatile(slots, REPORTS);
    }

    /** Returns how often the number of devices was reported. */
    int deviceChanges() {
        return deviceChanges;
    }

    /** Returns how many of the reports were gaps. */
    long gaps() {
        return acquire(GAPS);
    }

    /**
     * Returns the totals now. Whole detents are counted on the running total, so that fractions carry over from one reading to
     * the next.
     *
     * @param activeMillis the active time in milliseconds that the sampler has measured; what the source has told is added
     */
    public Counts total(long activeMillis) {
        reports(); // first: what these reports counted is then seen
        long vertical120 = acquire(VERTICAL_120);
        return Counts.of(count -> switch (count) {
            case KEY_PRESSES -> acquire(KEY_PRESSES);
            case KEY_REPEATS -> acquire(KEY_REPEATS);
            case LEFT_CLICKS -> acquire(BUTTONS + PointerButton.LEFT.ordinal());
            case MIDDLE_CLICKS -> acquire(BUTTONS + PointerButton.MIDDLE.ordinal());
            case RIGHT_CLICKS -> acquire(BUTTONS + PointerButton.RIGHT.ordinal());
            case OTHER_CLICKS -> acquire(BUTTONS + PointerButton.OTHER.ordinal());
            case SCROLL_DETENTS -> vertical120 / 120;
            case VERTICAL_120 -> vertical120;
            case HORIZONTAL_120 -> acquire(HORIZONTAL_120);
            case MOTIONS -> acquire(MOTIONS);
            case DISTANCE_1000 -> acquire(DISTANCE_1000);
            case ACTIVE_MILLIS -> activeMillis + acquire(ACTIVE_MILLIS);
            case GAPS -> acquire(GAPS);
        });
    }

    private long acquire(int slot) {
        return (long) SLOT.getAcquire(slots, slot);
    }
}

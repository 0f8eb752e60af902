package dev.tally.examples.client.separate;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Adds up the reports of the source in the capture process. The sums only grow; who has handed a part over remembers how much.
 *
 * <p><b>Threads.</b> The capture thread writes; the serving thread reads, and sleeps while nothing changes: it calls {@link #arm},
 * looks at {@link #changes} again, and waits to be woken. The writer changes the sums, and before it waits for more input looks,
 * after a full fence, whether to wake: one of the two sees what the other stored. The time with input is the serving thread's to
 * write.
 *
 * <p><b>Privacy.</b> A press adds 1 to a sum. No time and no order of reports is kept.
 */
final class RunningSums implements InputHandler {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int CHANGES = Sum.COUNT;
    private static final int REPORTS = Sum.COUNT + 1;

    private final long[] slots = new long[Sum.COUNT + 2];
    private final Runnable wake;
    private volatile long place; // x in the upper half, y in the lower
    private volatile Devices devices = Devices.NONE;
    private volatile boolean live;
    private volatile boolean armed;

    /** How many devices are read. */
    record Devices(int keyboards, int pointers) {
        static final Devices NONE = new Devices(0, 0);
    }

    /**
     * Creates sums of 0.
     *
     * @param wake wakes the thread that has armed this; called by the capture thread
     */
    RunningSums(Runnable wake) {
        this.wake = wake;
    }

    @Override
    public void keyPress() {
        add(Sum.KEY_PRESSES, 1);
        publishReport();
    }

    @Override
    public void keyRepeat() {
        add(Sum.KEY_REPEATS, 1);
        publishReport();
    }

    @Override
    public void buttonPress(PointerButton button) {
        add(Sum.of(button), 1);
        publishReport();
    }

    @Override
    public void motion(int dx, int dy) {
        long distance1000 = Math.round(1000 * Math.sqrt((double) dx * dx + (double) dy * dy));
        add(1, distance1000, dx, dy);
    }

    @Override
    public void motions(int count, int distance1000, int dx, int dy) {
        add(count, distance1000, dx, dy);
    }

    private void add(int count, long distance1000, int dx, int dy) {
        add(Sum.MOTIONS, count);
        add(Sum.DISTANCE_1000, distance1000);
        add(Sum.DX, dx);
        add(Sum.DY, dy);
        publishReport();
    }

    @Override
    public void position(int x, int y) {
        place = (long) x << 32 | y & 0xffff_ffffL;
        add(Sum.POSITIONS, 1);
        publishReport();
    }

    @Override
    public void scroll(int horizontal120, int vertical120) {
        add(vertical120 > 0 ? Sum.WHEEL_UP : Sum.WHEEL_DOWN, Math.abs((long) vertical120));
        add(horizontal120 > 0 ? Sum.WHEEL_RIGHT : Sum.WHEEL_LEFT, Math.abs((long) horizontal120));
        publishReport();
    }

    @Override
    public void gap() {
        add(Sum.GAPS, 1);
        publish();
    }

    @Override
    public void devices(int keyboards, int pointers) {
        devices = new Devices(keyboards, pointers);
        live = true;
        publish();
        waiting();
    }

    @Override
    public void waiting() {
        VarHandle.fullFence();
        wakeIfArmed();
    }

    private void add(Sum sum, long n) {
        int slot = sum.ordinal();
        long old = slots[slot]; // plain read: each slot has one writer
        boolean overflows = n > 0 && old > 0 && old + n < 0; // a device that lies may claim any distance
        SLOT.setRelease(slots, slot, overflows ? Long.MAX_VALUE : old + n);
    }

    private void publishReport() {
        SLOT.setRelease(slots, REPORTS, slots[REPORTS] + 1);
        publish();
    }

    private void publish() {
        SLOT.setRelease(slots, CHANGES, slots[CHANGES] + 1);
        wakeIfArmed();
    }

    private void wakeIfArmed() {
        if (armed) {
            armed = false;
            wake.run();
        }
    }

    /** Says that the caller is about to wait for {@code wake}. It has to look at {@link #changes} once more after this. */
    void arm() {
        armed = true;
        VarHandle.fullFence();
    }

    /** Says that the caller need not be woken. */
    void disarm() {
        armed = false;
    }

    /** Returns a number that grows with each change. */
    long changes() {
        return (long) SLOT.getVolatile(slots, CHANGES);
    }

    /** Returns a number that grows with each report of input, which gaps and devices are not. */
    long reports() {
        return (long) SLOT.getVolatile(slots, REPORTS);
    }

    /** Adds to the time with input, which the serving thread measures. */
    void addActive(long millis) {
        add(Sum.ACTIVE_MILLIS, millis);
    }

    /** Returns the sums of all reports so far. */
    Sums total() {
        changes(); // first: what these reports added is then seen
        return Sums.of(sum -> (long) SLOT.getAcquire(slots, sum.ordinal()));
    }

    /** Returns the last position: x in the upper half, y in the lower. */
    long place() {
        return place;
    }

    Devices devices() {
        return devices;
    }

    /** Whether every further report is added. */
    boolean isLive() {
        return live;
    }

    /** Called when the source has been closed, by the thread that did so. */
    void closed() {
        live = false;
    }
}

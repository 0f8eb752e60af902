package dev.tally.aggregation.internal;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/**
 * Tracks what live samples need beyond counts: the position of the pointer and the single turns of the wheel. It is between
 * the source and the counters only if there are live sinks, and hands key presses on unchanged.
 *
 * <p>A source in device counts that tells a position reads a tablet or a touch screen. The distance
 * between two of its positions is not a distance in pixels, so it is added up here and subtracted from the speed of the pointer.
 *
 * <p><b>Threads.</b> The capture thread reports; the sampler reads.
 *
 * <p><b>Cost.</b> One or two more stores for a motion or a scroll report. No allocation.
 */
public final class PointerTracker implements InputHandler {
    private static final VarHandle PLACE;
    private static final VarHandle ABSOLUTE_DISTANCE;

    static {
        try {
            PLACE = MethodHandles.lookup().findVarHandle(PointerTracker.class, "place", long.class);
            ABSOLUTE_DISTANCE =
                    MethodHandles.lookup().findVarHandle(PointerTracker.class, "absoluteDistance1000", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CounterRow row;
    private final BooleanSupplier hasDeviceCounts;
    private final ScrollRing scrolls = new ScrollRing();
    private long
            place; // x in the upper half, y in the lower, so that a reader never sees the x of one position with the y
    // of another
    private long absoluteDistance1000;
    private boolean absolute; // the capture thread's own
    private long lastDistance1000; // the capture thread's own

    /**
     * Creates a tracker that hands every report on.
     *
     * @param row receives the reports
     * @param hasDeviceCounts whether the source that reports now has the motion unit {@code DEVICE_COUNTS}
     */
    public PointerTracker(CounterRow row, BooleanSupplier hasDeviceCounts) {
        this.row = row;
        this.hasDeviceCounts = hasDeviceCounts;
    }

    @Override
    public void keyPress() {
        row.keyPress();
    }

    @Override
    public void keyRepeat() {
        row.keyRepeat();
    }

    @Override
    public void buttonPress(PointerButton button) {
        row.buttonPress(button);
    }

    @Override
    public void motion(int dx, int dy) {
        moveBy(dx, dy);
        lastDistance1000 = CounterRow.distance1000(dx, dy);
        row.motion(dx, dy);
    }

    @Override
    public void motions(int count, int distance1000, int dx, int dy) {
        moveBy(dx, dy);
        lastDistance1000 = distance1000;
        row.motions(count, distance1000, dx, dy);
    }

    private void moveBy(int dx, int dy) {
        if (!absolute) {
            long before = place; // plain read: we are the only writer
            moveTo((int) (before >> 32) + dx, (int) before + dy);
        }
    }

    @Override
    public void active(int millis) {
        row.active(millis);
    }

    @Override
    public void position(int x, int y) {
        absolute = true;
        if (hasDeviceCounts.getAsBoolean()) {
            ABSOLUTE_DISTANCE.setRelease(this, absoluteDistance1000 + lastDistance1000);
        }
        lastDistance1000 = 0; // a position that no motion accompanies adds nothing
        moveTo(x, y);
        row.position(x, y);
    }

    private void moveTo(int x, int y) {
        PLACE.setRelease(this, (long) x << 32 | y & 0xffff_ffffL);
    }

    @Override
    public void scroll(int horizontal120, int vertical120) {
        scrolls.put(horizontal120, vertical120);
        row.scroll(horizontal120, vertical120);
    }

    @Override
    public void gap() {
        row.gap();
    }

    @Override
    public void devices(int keyboards, int pointers) {
        row.devices(keyboards, pointers);
    }

    @Override
    public void waiting() {
        row.waiting();
    }

    /**
     * Returns the distance between the positions of absolute devices, in thousandths of the motion unit. It may miss the
     * last report that the counters hold.
     */
    long absoluteDistance1000() {
        return (long) ABSOLUTE_DISTANCE.getAcquire(this);
    }

    /** Returns where the pointer is: x in the upper half, y in the lower. */
    long place() {
        return (long) PLACE.getAcquire(this);
    }

    ScrollRing scrolls() {
        return scrolls;
    }
}

package dev.tally.aggregation.internal;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/**
 * Tracks what live samples need beyond counts: the position of the pointer and the single turns of the wheel. It lies
 * between the source and the counters only if there are live sinks; keys pass through it untouched.
 *
 * <p>A source in device counts that tells a position reads a tablet or a touch screen. The way between two of its
 * positions is no way of a pointer in pixels, so it is added up here, to be taken off the speed of the pointer.
 *
 * <p><b>Threads.</b> The capture thread reports; the sampler reads.
 *
 * <p><b>Cost.</b> Of a motion or a scroll report one or two stores more. No allocation.
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
    private long place; // x in the upper half, y in the lower: both or neither is new
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
        if (!absolute) {
            long before = place; // plain read: we are the only writer
            moveTo((int) (before >> 32) + dx, (int) before + dy);
        }
        lastDistance1000 = CounterRow.distance1000(dx, dy);
        row.motion(dx, dy);
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
     * Returns the way between the positions of absolute devices, in thousandths of the motion unit. It may lag behind the
     * counters by one report.
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

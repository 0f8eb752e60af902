package dev.tally.aggregation.internal;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What live samples need beyond counts, where somebody wants them: the place of the pointer and the single turns of the
 * wheel. Stands between the source and the counters; keys pass through it untouched.
 *
 * <p><b>Threads.</b> The capture thread reports; the sampler reads.
 *
 * <p><b>Cost.</b> Of a motion or a scroll report one or two stores more. No allocation.
 */
public final class PointerTracker implements InputHandler {
    private static final VarHandle PLACE;

    static {
        try {
            PLACE = MethodHandles.lookup().findVarHandle(PointerTracker.class, "place", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CounterRow row;
    private final ScrollRing scrolls = new ScrollRing();
    private long place; // x in the upper half, y in the lower: both or neither is new
    private boolean absolute; // the capture thread's own

    public PointerTracker(CounterRow row) {
        this.row = row;
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
        row.motion(dx, dy);
    }

    @Override
    public void position(int x, int y) {
        absolute = true;
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

    /** Where the pointer is: x in the upper half, y in the lower. */
    long place() {
        return (long) PLACE.getAcquire(this);
    }

    ScrollRing scrolls() {
        return scrolls;
    }
}

package dev.tally.testkit;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;

/**
 * A handler that counts what a source reports, for tests. Any thread may read it.
 *
 * <p>It is not for measuring: it uses read-modify-write instructions, which Tally's own handler does not.
 */
public final class CountingHandler implements InputHandler {
    private final AtomicLong keyPresses = new AtomicLong();
    private final AtomicLong keyRepeats = new AtomicLong();
    private final AtomicLongArray buttons = new AtomicLongArray(PointerButton.values().length);
    private final AtomicLong motions = new AtomicLong();
    private final AtomicLong dx = new AtomicLong();
    private final AtomicLong dy = new AtomicLong();
    private final AtomicLong positions = new AtomicLong();
    private final AtomicLong horizontal120 = new AtomicLong();
    private final AtomicLong vertical120 = new AtomicLong();
    private final AtomicLong absoluteHorizontal120 = new AtomicLong();
    private final AtomicLong absoluteVertical120 = new AtomicLong();
    private final AtomicLong gaps = new AtomicLong();
    private final CountDownLatch live = new CountDownLatch(1);
    private volatile boolean waiting;
    private volatile int keyboards;
    private volatile int pointers;

    /** Creates a handler that has counted nothing. */
    public CountingHandler() {}

    @Override
    public void keyPress() {
        waiting = false;
        keyPresses.incrementAndGet();
    }

    @Override
    public void keyRepeat() {
        waiting = false;
        keyRepeats.incrementAndGet();
    }

    @Override
    public void buttonPress(PointerButton button) {
        waiting = false;
        buttons.incrementAndGet(button.ordinal());
    }

    @Override
    public void motion(int x, int y) {
        waiting = false;
        motions.incrementAndGet();
        dx.addAndGet(x);
        dy.addAndGet(y);
    }

    @Override
    public void motions(int count, int distance1000, int x, int y) {
        waiting = false;
        motions.addAndGet(count);
        dx.addAndGet(x);
        dy.addAndGet(y);
    }

    @Override
    public void position(int x, int y) {
        waiting = false;
        positions.incrementAndGet();
    }

    @Override
    public void scroll(int horizontal, int vertical) {
        waiting = false;
        horizontal120.addAndGet(horizontal);
        vertical120.addAndGet(vertical);
        absoluteHorizontal120.addAndGet(Math.abs(horizontal));
        absoluteVertical120.addAndGet(Math.abs(vertical));
    }

    @Override
    public void gap() {
        waiting = false;
        gaps.incrementAndGet();
    }

    @Override
    public void devices(int keyboardsNow, int pointersNow) {
        keyboards = keyboardsNow;
        pointers = pointersNow;
        live.countDown();
    }

    @Override
    public void waiting() {
        waiting = true;
    }

    /** {@return whether the source has called {@link #waiting} since its last report} */
    public boolean isWaiting() {
        return waiting;
    }

    /**
     * Waits for the first call of {@link #devices}.
     *
     * @return this handler
     * @throws InterruptedException if the thread is interrupted
     * @throws TimeoutException if the source did not call it within 30 s
     */
    public CountingHandler awaitLive() throws InterruptedException, TimeoutException {
        if (!live.await(30, TimeUnit.SECONDS)) {
            throw new TimeoutException("the source was not live within 30 s");
        }
        return this;
    }

    /**
     * Waits until a condition on what was counted is true.
     *
     * @param condition the condition, evaluated every 2 ms
     * @return this handler
     * @throws InterruptedException if the thread is interrupted
     * @throws TimeoutException if the condition is still false after 30 s
     */
    public CountingHandler await(BooleanSupplier condition) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("the condition was still false after 30 s; counted " + this);
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return this;
    }

    /** {@return how many key presses were reported} */
    public long keyPresses() {
        return keyPresses.get();
    }

    /** {@return how many auto-repeats of keys were reported} */
    public long keyRepeats() {
        return keyRepeats.get();
    }

    /**
     * Returns how many presses of a button were reported.
     *
     * @param button the button
     * @return the number of presses
     */
    public long presses(PointerButton button) {
        return buttons.get(button.ordinal());
    }

    /** {@return how many relative motions were reported} */
    public long motions() {
        return motions.get();
    }

    /** {@return the sum of the horizontal motion, in the source's unit; positive to the right} */
    public long dx() {
        return dx.get();
    }

    /** {@return the sum of the vertical motion, in the source's unit; positive downwards} */
    public long dy() {
        return dy.get();
    }

    /** {@return how many absolute positions were reported} */
    public long positions() {
        return positions.get();
    }

    /** {@return the sum of the horizontal rotation, in 120ths of a detent; there and back is 0} */
    public long horizontal120() {
        return horizontal120.get();
    }

    /** {@return the sum of the vertical rotation, in 120ths of a detent; there and back is 0} */
    public long vertical120() {
        return vertical120.get();
    }

    /** {@return the horizontal rotation in 120ths of a detent, left and right added together} */
    public long absoluteHorizontal120() {
        return absoluteHorizontal120.get();
    }

    /** {@return the vertical rotation in 120ths of a detent, up and down added together} */
    public long absoluteVertical120() {
        return absoluteVertical120.get();
    }

    /** {@return how many gaps were reported} */
    public long gaps() {
        return gaps.get();
    }

    /** {@return how many keyboards the source reads, by its last call of {@link #devices}} */
    public int keyboards() {
        return keyboards;
    }

    /** {@return how many pointers the source reads, by its last call of {@link #devices}} */
    public int pointers() {
        return pointers;
    }

    @Override
    public String toString() {
        return "keys " + keyPresses + ", repeats " + keyRepeats + ", buttons " + buttons + ", motions " + motions + " ("
                + dx + ", " + dy + "), scroll " + horizontal120 + "/" + vertical120 + ", gaps " + gaps + ", devices "
                + keyboards + "/" + pointers;
    }
}

package dev.tally.examples.client.separate;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.examples.client.separate.Message.Batch;

/**
 * Makes reports of batches, so that the counters of this process show what those of the capture process would.
 *
 * <p><b>Threads.</b> One.
 */
final class BatchReports {
    private RunningSums.Devices told = RunningSums.Devices.NONE;

    /** Reports how many devices there are. */
    void devices(RunningSums.Devices devices, InputHandler handler) {
        told = devices;
        handler.devices(devices.keyboards(), devices.pointers());
        handler.active(0); // the time with input is told
    }

    /** Reports a batch. */
    void report(Batch batch, InputHandler handler) {
        if (!batch.devices().equals(told)) {
            devices(batch.devices(), handler);
        }
        handler.active(batch.sums().getInt(Sum.ACTIVE_MILLIS));
        presses(batch.sums(), handler);
        motion(batch, handler);
        scroll(batch.sums(), handler);
        for (long i = batch.sums().get(Sum.GAPS); i > 0; i--) {
            handler.gap();
        }
    }

    private static void presses(Sums sums, InputHandler handler) {
        for (long i = sums.get(Sum.KEY_PRESSES); i > 0; i--) {
            handler.keyPress();
        }
        for (long i = sums.get(Sum.KEY_REPEATS); i > 0; i--) {
            handler.keyRepeat();
        }
        for (PointerButton button : PointerButton.values()) {
            for (long i = sums.get(Sum.of(button)); i > 0; i--) {
                handler.buttonPress(button);
            }
        }
    }

    /**
     * Reports the motions with a length first: those that a position goes with have none if they are of an absolute device, and the
     * handler takes the length of the last motion before a position for that of its device.
     */
    private static void motion(Batch batch, InputHandler handler) {
        Sums sums = batch.sums();
        int positions = sums.getInt(Sum.POSITIONS);
        int placed = Math.min(positions, sums.getInt(Sum.MOTIONS));
        int others = sums.getInt(Sum.MOTIONS) - placed;
        int distance1000 = sums.getInt(Sum.DISTANCE_1000);
        if (others > 0 || distance1000 > 0 || sums.get(Sum.DX) != 0 || sums.get(Sum.DY) != 0) {
            handler.motions(others, distance1000, sums.getInt(Sum.DX), sums.getInt(Sum.DY));
        }
        if (placed > 0) {
            handler.motions(placed, 0, 0, 0);
        }
        if (positions > 0) {
            handler.position((int) (batch.place() >> 32), (int) batch.place());
        }
    }

    private static void scroll(Sums sums, InputHandler handler) {
        turn(0, sums.getInt(Sum.WHEEL_UP), handler);
        turn(0, -sums.getInt(Sum.WHEEL_DOWN), handler);
        turn(sums.getInt(Sum.WHEEL_RIGHT), 0, handler);
        turn(-sums.getInt(Sum.WHEEL_LEFT), 0, handler);
    }

    private static void turn(int horizontal120, int vertical120, InputHandler handler) {
        if (horizontal120 != 0 || vertical120 != 0) {
            handler.scroll(horizontal120, vertical120);
        }
    }
}

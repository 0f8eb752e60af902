package dev.tally.capture.evdev.internal;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.capture.spi.DeviceReport.Kind;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;

/**
 * Decodes invented events and ignores the reports, so that the classes and calls that the first real event needs are loaded
 * and linked.
 */
final class WarmUp implements InputHandler {
    private static final int[][] FRAMES = {
        {InputEvent.EV_KEY, 1, 1},
        {InputEvent.EV_KEY, 1, 2},
        {InputEvent.EV_KEY, KeyCodeClasses.BTN_LEFT, 1},
        {InputEvent.EV_KEY, KeyCodeClasses.BTN_RIGHT, 1},
        {InputEvent.EV_KEY, KeyCodeClasses.BTN_MIDDLE, 1},
        {InputEvent.EV_KEY, KeyCodeClasses.BTN_TOUCH, 1},
        {InputEvent.EV_REL, InputEvent.REL_X, 1},
        {InputEvent.EV_REL, InputEvent.REL_WHEEL, 1},
        {InputEvent.EV_ABS, InputEvent.ABS_X, 1},
        {InputEvent.EV_SYN, InputEvent.SYN_REPORT, 0},
        {InputEvent.EV_SYN, InputEvent.SYN_DROPPED, 0},
        {InputEvent.EV_SYN, InputEvent.SYN_REPORT, 0},
    };

    void run(MemorySegment buffer) {
        FrameDecoder decoder = new FrameDecoder(EnumSet.allOf(Kind.class), true, true);
        for (int i = 0; i < FRAMES.length; i++) {
            InputEvent.write(buffer, i * InputEvent.BYTES, FRAMES[i][0], FRAMES[i][1], FRAMES[i][2]);
        }
        decoder.decode(buffer, FRAMES.length * InputEvent.BYTES, this);
    }

    @Override
    public void keyPress() {}

    @Override
    public void keyRepeat() {}

    @Override
    public void buttonPress(PointerButton button) {}

    @Override
    public void motion(int dx, int dy) {}

    @Override
    public void position(int x, int y) {}

    @Override
    public void scroll(int horizontal120, int vertical120) {}

    @Override
    public void gap() {}

    @Override
    public void devices(int keyboards, int pointers) {}

    @Override
    public void waiting() {}
}

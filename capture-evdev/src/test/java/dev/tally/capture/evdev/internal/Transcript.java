package dev.tally.capture.evdev.internal;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import java.util.ArrayList;
import java.util.List;

/** Everything that a handler was told, in order, in words. */
final class Transcript implements InputHandler {
    final List<String> lines = new ArrayList<>();

    @Override
    public void keyPress() {
        lines.add("key");
    }

    @Override
    public void keyRepeat() {
        lines.add("repeat");
    }

    @Override
    public void buttonPress(PointerButton button) {
        lines.add("button " + button);
    }

    @Override
    public void motion(int dx, int dy) {
        lines.add("motion " + dx + " " + dy);
    }

    @Override
    public void position(int x, int y) {
        lines.add("position " + x + " " + y);
    }

    @Override
    public void scroll(int horizontal120, int vertical120) {
        lines.add("scroll " + horizontal120 + " " + vertical120);
    }

    @Override
    public void gap() {
        lines.add("gap");
    }

    @Override
    public void devices(int keyboards, int pointers) {
        lines.add("devices " + keyboards + " " + pointers);
    }

    @Override
    public void waiting() {}
}

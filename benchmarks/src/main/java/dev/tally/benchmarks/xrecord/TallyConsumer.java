package dev.tally.benchmarks.xrecord;

import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;

/** Counts with capture-xrecord, on the main thread. Arguments: the display, and {@code socket} or {@code xcb}. */
public final class TallyConsumer implements InputHandler {
    private volatile long reports;

    private TallyConsumer() {}

    public static void main(String[] arguments) throws CaptureException {
        TallyConsumer counts = new TallyConsumer();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(counts.reports)));
        CaptureBackends.openBest(CaptureOptions.defaults()
                        .backend("xrecord")
                        .with("xrecord.display", arguments[0])
                        .with("xrecord.connection", arguments[1]))
                .run(counts);
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    private void count() {
        reports = reports + 1;
    }

    @Override
    public void keyPress() {
        count();
    }

    @Override
    public void keyRepeat() {}

    @Override
    public void buttonPress(PointerButton button) {
        count();
    }

    @Override
    public void motion(int dx, int dy) {
        count();
    }

    @Override
    public void position(int x, int y) {}

    @Override
    public void scroll(int horizontal120, int vertical120) {}

    @Override
    public void gap() {}

    @Override
    public void devices(int keyboards, int pointers) {
        System.out.println("live");
    }

    @Override
    public void waiting() {}
}

package dev.tally.benchmarks.xrecord;

import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.capture.spi.InputSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts with capture-xrecord, on the main thread.
 *
 * <p>Arguments: the display; {@code socket} or {@code xcb}; optionally the milliseconds between two calls of
 * {@code InputSource.flush}, as a sampler makes them while there is input.
 */
public final class TallyConsumer implements InputHandler {
    private volatile long reports;

    private TallyConsumer() {}

    public static void main(String[] arguments) throws CaptureException {
        TallyConsumer counts = new TallyConsumer();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(counts.reports)));
        InputSource source = CaptureBackends.openBest(CaptureOptions.defaults()
                .backend("xrecord")
                .with("xrecord.display", arguments[0])
                .with("xrecord.connection", arguments[1]));
        if (arguments.length > 2) {
            counts.flushEvery(Long.parseLong(arguments[2]), source);
        }
        source.run(counts);
    }

    private void flushEvery(long millis, InputSource source) {
        Thread thread = new Thread(
                () -> {
                    long seen = -1;
                    while (true) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
                        if (reports != seen) {
                            seen = reports;
                            source.flush();
                        }
                    }
                },
                "flusher");
        thread.setDaemon(true);
        thread.start();
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

package dev.tally.aggregation.simulation;

import dev.tally.capture.InputHandler;
import dev.tally.capture.MotionUnit;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.SourceTraits;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A source whose reports are events of the simulation. Its capture thread only waits for the end, so it never runs at the
 * same time as another one.
 */
final class SimulatedInput implements InputSource {
    private static final SourceTraits TRAITS = new SourceTraits("simulated", MotionUnit.PIXELS, true, true);

    private final boolean drainsAtTheEnd;
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Queue<Consumer<InputHandler>> held = new ArrayDeque<>();
    private volatile @Nullable InputHandler handler;

    /**
     * Creates a source.
     *
     * @param drainsAtTheEnd whether it hands over at {@link #stop} what it holds back, as the contract of a source says
     */
    SimulatedInput(boolean drainsAtTheEnd) {
        this.drainsAtTheEnd = drainsAtTheEnd;
    }

    @Override
    public SourceTraits traits() {
        return TRAITS;
    }

    @Override
    public void run(InputHandler receiver) {
        receiver.devices(1, 1);
        handler = receiver;
        running.countDown();
        awaitUninterruptibly(stopped);
    }

    /** Waits until the capture thread no longer does anything. */
    void awaitRunning() {
        awaitUninterruptibly(running);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing interrupts this thread", e);
        }
    }

    /** Makes a report. */
    void report(Consumer<InputHandler> report) {
        InputHandler receiver = handler;
        if (receiver == null || stopped.getCount() == 0) {
            throw new IllegalStateException("the source does not run");
        }
        report.accept(receiver);
        receiver.waiting();
    }

    /** Makes a report that the system keeps until it is asked. */
    void hold(Consumer<InputHandler> report) {
        held.add(report);
    }

    private void release() {
        for (Consumer<InputHandler> report = held.poll(); report != null; report = held.poll()) {
            report(report);
        }
    }

    @Override
    public void sync() {
        release();
    }

    @Override
    public void flush() {
        release();
    }

    @Override
    public void stop() {
        if (drainsAtTheEnd && stopped.getCount() > 0) {
            release();
        }
        stopped.countDown();
    }

    @Override
    public void close() {}
}

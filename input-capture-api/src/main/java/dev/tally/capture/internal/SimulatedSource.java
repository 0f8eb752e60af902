package dev.tally.capture.internal;

import dev.tally.capture.InputHandler;
import dev.tally.capture.MotionUnit;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.SourceTraits;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A source that makes the reports of a script at a given rate, and then waits to be stopped. */
final class SimulatedSource implements InputSource {
    private final Iterator<SimulatedScript.Step> steps;
    private final long gapNanos;
    private final SourceTraits traits;
    private final CountDownLatch stopped = new CountDownLatch(1);

    SimulatedSource(Iterator<SimulatedScript.Step> steps, double ratePerSecond, String description) {
        this.steps = steps;
        this.gapNanos = ratePerSecond == 0 ? 0 : (long) (1e9 / ratePerSecond);
        this.traits = new SourceTraits(description, MotionUnit.DEVICE_COUNTS, true, true);
    }

    @Override
    public SourceTraits traits() {
        return traits;
    }

    @Override
    public void run(InputHandler handler) {
        handler.devices(1, 1);
        long due = System.nanoTime();
        while (steps.hasNext()) {
            SimulatedScript.Step step = steps.next();
            for (long i = 0; i < step.times(); i++) {
                due += gapNanos;
                if (isStoppedBefore(due)) {
                    return;
                }
                step.report().to(handler);
                if (due + gapNanos - System.nanoTime() > 0) {
                    handler.waiting();
                }
            }
            due += step.pauseNanos();
            handler.waiting();
        }
        handler.waiting();
        isStoppedBefore(Long.MAX_VALUE);
    }

    /** Waits until a moment of {@code System.nanoTime}; returns true if the source was stopped before that. */
    private boolean isStoppedBefore(long dueNanos) {
        long wait = dueNanos == Long.MAX_VALUE ? Long.MAX_VALUE : dueNanos - System.nanoTime();
        try {
            return wait <= 0 ? stopped.getCount() == 0 : stopped.await(wait, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void sync() {
        // Nothing is held back: each report is delivered when it is made.
    }

    @Override
    public void stop() {
        stopped.countDown();
    }

    @Override
    public void close() {
        stop();
    }
}

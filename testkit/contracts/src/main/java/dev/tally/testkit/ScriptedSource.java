package dev.tally.testkit;

import dev.tally.capture.CaptureException;
import dev.tally.capture.InputHandler;
import dev.tally.capture.MotionUnit;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.SourceTraits;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A source that reports what a test tells it to, when the test tells it.
 *
 * <p>{@link #report} hands reports over at once; {@link #hold} keeps them back, as an X server does, until
 * {@link #sync()} or {@link #stop}; {@link #fail} makes the system fail.
 *
 * <p><b>Threads.</b> Any but the one inside {@link #run}.
 */
public final class ScriptedSource implements InputSource {
    private static final SourceTraits TRAITS = new SourceTraits("scripted", MotionUnit.PIXELS, true, true);
    private static final Step STOP = new Step(handler -> {});

    private final LinkedBlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private final Queue<Step> held = new ArrayDeque<>();
    private volatile boolean running;
    private volatile boolean deaf;
    private final AtomicInteger syncs = new AtomicInteger();
    private final AtomicInteger flushes = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();

    /** Creates a source with one keyboard and one pointer that reports nothing yet. */
    public ScriptedSource() {}

    private static final class Step {
        private final Consumer<InputHandler> reports;
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable CaptureException failure;

        Step(Consumer<InputHandler> reports) {
            this.reports = reports;
        }
    }

    @Override
    public SourceTraits traits() {
        return TRAITS;
    }

    @Override
    public void run(InputHandler handler) throws CaptureException {
        running = true;
        try {
            handler.devices(1, 1);
            Step step = steps.take();
            while (step != STOP) {
                deliver(step, handler);
                step = steps.take();
            }
            releaseHeld();
            for (Step last = nextOrEnd(); last != null; last = nextOrEnd()) {
                deliver(last, handler);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    /** Says that this source no longer runs, to those too who wait for a step that was left over. */
    private synchronized void end() {
        running = false;
        for (Step left = steps.poll(); left != null; left = steps.poll()) {
            left.done.countDown();
        }
    }

    /** Returns the next step; without one, this source no longer runs, and nobody waits for a step any more. */
    private synchronized @Nullable Step nextOrEnd() {
        Step next = steps.poll();
        running = next != null;
        return next;
    }

    private static void deliver(Step step, InputHandler handler) throws CaptureException {
        try {
            step.reports.accept(handler);
            handler.waiting();
        } finally {
            step.done.countDown();
        }
        CaptureException failure = step.failure;
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Makes reports on the capture thread, and returns when the handler has received them, or the source has failed.
     *
     * @param reports makes them, by calling the handler that it is given
     * @throws IllegalStateException if no thread runs this source within 30 s
     */
    public void report(Consumer<InputHandler> reports) {
        await(add(new Step(reports)));
    }

    /**
     * Keeps reports back until {@link #sync()} or {@link #stop}, as a system does that buffers them.
     *
     * @param reports makes them, by calling the handler that it is given
     */
    public synchronized void hold(Consumer<InputHandler> reports) {
        held.add(new Step(reports));
    }

    /**
     * Makes the running {@link #run} throw an exception, and returns when it is about to.
     *
     * @param failure the exception
     * @throws IllegalStateException if no thread runs this source within 30 s
     */
    public void fail(CaptureException failure) {
        Step step = new Step(handler -> {});
        step.failure = failure;
        await(add(step));
    }

    /**
     * Makes {@link #sync} fail and {@link #stop} have no effect, as if the system no longer answered.
     *
     * @param now true to begin; false to end, which stops the source
     */
    public void deaf(boolean now) {
        deaf = now;
        if (!now) {
            stop();
        }
    }

    @Override
    public void sync() throws CaptureException {
        syncs.incrementAndGet();
        if (deaf) {
            throw new CaptureException("scripted: the system does not answer");
        }
        Step last = lastToWaitFor();
        if (last != null) {
            await(last);
        }
    }

    private synchronized @Nullable Step lastToWaitFor() {
        releaseHeld();
        return running ? add(new Step(handler -> {})) : null;
    }

    /** Only counts the call: a real system may take its time too. */
    @Override
    public void flush() {
        flushes.incrementAndGet();
    }

    private synchronized void releaseHeld() {
        steps.addAll(held);
        held.clear();
    }

    private Step add(Step step) {
        steps.add(step);
        return step;
    }

    private static void await(Step step) {
        try {
            if (!step.done.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no thread runs this source");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void stop() {
        if (!deaf) {
            steps.add(STOP);
        }
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }

    /** {@return how often {@link #sync} was called} */
    public int syncs() {
        return syncs.get();
    }

    /** {@return how often {@link #flush} was called} */
    public int flushes() {
        return flushes.get();
    }

    /** {@return how often {@link #close} was called} */
    public int closes() {
        return closes.get();
    }
}

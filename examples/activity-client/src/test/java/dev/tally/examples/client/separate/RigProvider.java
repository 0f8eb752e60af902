package dev.tally.examples.client.separate;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.InputHandler;
import dev.tally.capture.MotionUnit;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.ProbeResult;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.testkit.fixtures.Eventually;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A backend whose input a test makes. */
final class RigProvider implements CaptureProvider {
    private final BlockingQueue<Consumer<InputHandler>> reports = new LinkedBlockingQueue<>();
    private final AtomicInteger open = new AtomicInteger();

    /** Makes reports. */
    void report(Consumer<InputHandler> report) {
        reports.add(report);
    }

    /** Waits until all reports are made. */
    void awaitReported() {
        CountDownLatch reached = new CountDownLatch(1);
        reports.add(handler -> reached.countDown());
        Eventually.isTrue("the reports are made", () -> reached.getCount() == 0);
    }

    /** Returns how many sources are open: 1 while the devices are read. */
    int open() {
        return open.get();
    }

    @Override
    public String name() {
        return "rig";
    }

    @Override
    public int priority() {
        return -1;
    }

    @Override
    public ProbeResult probe(CaptureOptions options) {
        return ProbeResult.of(Availability.available("a rig"));
    }

    @Override
    public InputSource open(CaptureOptions options) {
        open.incrementAndGet();
        return new Source();
    }

    private final class Source implements InputSource {
        private volatile boolean stopped;
        private boolean closed;

        @Override
        public SourceTraits traits() {
            return new SourceTraits("rig", MotionUnit.DEVICE_COUNTS, true, true);
        }

        @Override
        public void run(InputHandler handler) {
            handler.devices(1, 2);
            try {
                while (!stopped || !reports.isEmpty()) {
                    handler.waiting();
                    reports.take().accept(handler);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            handler.waiting();
        }

        @Override
        public void sync() {}

        @Override
        public void stop() {
            stopped = true;
            reports.add(handler -> {});
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}

package com.example.consumer;

import dev.tally.aggregation.ActivityMonitor;
import dev.tally.aggregation.MonitorListener;
import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import dev.tally.sink.http.HttpSink;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Counts with two monitors at once, or asks for a backend by name. */
public class Consumer {
    public static void main(String[] args) throws Exception {
        System.out.println("backends: " + CaptureBackends.names());
        if (args.length > 0) {
            ask(CaptureOptions.defaults().backend(args[0]));
        } else {
            count(HttpSink.to(URI.create("http://127.0.0.1:9/frames")).build());
        }
    }

    private static void ask(CaptureOptions options) {
        try {
            System.out.println("best: " + CaptureBackends.best(options).name());
        } catch (CaptureException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }

    /** Counts simulated input; the sink never accepts anything. */
    static void count(IntervalSink failing) throws Exception {
        CountDownLatch counted = new CountDownLatch(2);
        CountDownLatch failed = new CountDownLatch(1);
        CaptureOptions options =
                CaptureOptions.defaults().backend("simulated").with("simulated.rate", "1000");
        MonitorListener listener = new MonitorListener() {
            @Override
            public void failed(String sink, ActivityInterval interval, SinkException why, Duration retryIn) {
                if (failed.getCount() > 0) {
                    System.out.println("told: " + why.getMessage());
                }
                failed.countDown();
            }
        };
        try (ActivityMonitor first = ActivityMonitor.of(CaptureBackends.best(options), options)
                        .sink(failing)
                        .flushEvery(Duration.ofMillis(200))
                        .listener(listener)
                        .closeWithin(Duration.ofMillis(300))
                        .start();
                ActivityMonitor second =
                        ActivityMonitor.of(CaptureBackends.best(options), options).start()) {
            for (ActivityMonitor monitor : new ActivityMonitor[] {first, second}) {
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (!monitor.snapshot().seen().hasActivity() && System.nanoTime() < deadline) {
                    Thread.sleep(5);
                }
                counted.countDown();
            }
            if (!failed.await(20, TimeUnit.SECONDS) || counted.getCount() > 0) {
                throw new IllegalStateException("a monitor did not count, or its failure was not told");
            }
            boolean both = first.snapshot().seen().hasActivity()
                    && second.snapshot().seen().hasActivity()
                    && !first.snapshot().run().equals(second.snapshot().run());
            System.out.println("both monitors counted: " + both);
        }
    }
}

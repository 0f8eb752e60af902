package dev.tally.sink.mcap;

import dev.tally.sink.LiveSample;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Samples for tests, and waiting for what the recorder does with them. */
final class Samples {

    private Samples() {}

    static long nowNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    static LiveSample position(long nanos, int n) {
        return new LiveSample.Position(nanos, n, -n);
    }

    static LiveSample position(int n) {
        return position(nowNanos(), n);
    }

    static LiveSample keyboard(int n) {
        return new LiveSample.KeyboardActivity(nowNanos(), n, true);
    }

    /** Looks again and again, for at most twenty seconds. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 20 s: " + what);
            }
            Thread.sleep(5);
        }
    }
}

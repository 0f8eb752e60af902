package dev.tally.sink.mcap;

import dev.tally.sink.LiveSample;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Makes samples for tests. */
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
}

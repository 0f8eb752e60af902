package dev.tally.examples.demo;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes input with the client's simulated backend, for machines without an X server. */
final class InventedHands implements Hands {
    private static final Totals DONE = Totals.of("kp", 120)
            .plus(Totals.of("lc", 20))
            .plus(Totals.of("mc", 5))
            .plus(Totals.of("rc", 8))
            .plus(Totals.of("mm", 200));

    private final double seconds;

    InventedHands(double seconds) {
        this.seconds = seconds;
    }

    @Override
    public List<String> clientArguments() {
        String script =
                "keys 60; move 100 3 2; click left 20; click right 8; keys 60; click middle 5; wheel 15; move 100 -3 -2";
        return List.of(
                "--backend=simulated",
                "--capture=simulated.script=" + script,
                "--capture=simulated.rate=" + 368 / seconds);
    }

    @Override
    public Totals act(double ignored) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep((long) (1000 * seconds));
        return DONE;
    }

    @Override
    public boolean canGoOn() {
        return false;
    }

    @Override
    public void close() {}
}

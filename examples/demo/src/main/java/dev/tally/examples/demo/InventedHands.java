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

    private static final String SCRIPT =
            "keys 60; move 100 3 2; click left 20; click right 8; keys 60; click middle 5; wheel 15; move 100 -3 -2";

    /** Input as of somebody who writes, in lines of some seconds. */
    private static final String WRITING =
            "keys 9; sleep 1.5; keys 6; move 20 4 3; click left 1; wheel 2; sleep 3; move 10 -7 2; keys 12; sleep 2;";

    private static final int WRITTEN_LINES = 1000;

    private final double seconds;
    private final String script;
    private final double rate;

    InventedHands(double seconds) {
        this(seconds, SCRIPT, 368 / seconds);
    }

    private InventedHands(double seconds, String script, double rate) {
        this.seconds = seconds;
        this.script = script;
        this.rate = rate;
    }

    /** Returns input that goes on for more than two hours, at the pace of a person. */
    static InventedHands forHours() {
        return new InventedHands(0, WRITING.repeat(WRITTEN_LINES), 15);
    }

    @Override
    public List<String> clientArguments() {
        return List.of(
                "--backend=simulated", "--capture=simulated.script=" + script, "--capture=simulated.rate=" + rate);
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

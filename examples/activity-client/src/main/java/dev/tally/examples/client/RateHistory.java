package dev.tally.examples.client;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The last rates of a counter, shown as a line of bars.
 *
 * <p><b>Threads.</b> One.
 */
final class RateHistory {
    static final String BARS = " ▁▂▃▄▅▆▇█";
    /** The same for a terminal that has ASCII only. */
    static final String ASCII_BARS = " .:-=+*%#";

    private static final int LONGEST = 500;

    private final Deque<Double> rates = new ArrayDeque<>();
    private long last = -1;

    /**
     * Adds a reading of the counter.
     *
     * @param total the counter; a smaller one than before is that of another run
     * @param seconds the time since the last reading
     */
    void add(long total, double seconds) {
        if (last >= 0 && total >= last && seconds > 0) {
            rates.addLast((total - last) / seconds);
            if (rates.size() > LONGEST) {
                rates.removeFirst();
            }
        }
        last = total;
    }

    /** Returns the newest rates, the last one at the right; the highest one has the highest bar. */
    String line(int width, String bars) {
        double highest = rates.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        StringBuilder line = new StringBuilder();
        for (double rate : rates) {
            line.append(bars.charAt(height(rate, highest, bars.length() - 1)));
        }
        return line.length() > width ? line.substring(line.length() - width) : " ".repeat(width - line.length()) + line;
    }

    /** A rate above 0 is always seen. */
    private static int height(double rate, double highest, int most) {
        return rate == 0 ? 0 : Math.max(1, (int) Math.round(rate / highest * most));
    }
}

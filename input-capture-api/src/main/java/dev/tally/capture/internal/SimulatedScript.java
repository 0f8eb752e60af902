package dev.tally.capture.internal;

import dev.tally.capture.CaptureException;
import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A script of simulated input: words, separated by {@code ;}.
 *
 * <pre>
 * keys N              N key presses
 * repeats N           N repeats of a held key
 * click BUTTON N      N presses of left, middle, right or other
 * move N DX DY        N motion reports
 * wheel N             N detents up, or down if negative; fractions as in 0.25 are high-resolution steps
 * hwheel N            N detents to the right, or to the left if negative
 * gap                 the system dropped reports
 * sleep SECONDS       a pause
 * </pre>
 */
record SimulatedScript(List<Step> steps) {
    private static final double LONGEST_PAUSE_SECONDS = 1e6;
    private static final double MOST_DETENTS = 1e6;

    /** One report, repeated, or a pause. */
    record Step(Report report, long times, long pauseNanos) {
        static Step of(long times, Report report) {
            return new Step(report, times, 0);
        }

        static Step pause(double seconds) {
            return new Step(handler -> {}, 0, (long) (seconds * 1e9));
        }
    }

    /** Makes one report. */
    interface Report {
        void to(InputHandler handler);
    }

    static SimulatedScript parse(String text) throws CaptureException {
        List<Step> steps = new ArrayList<>();
        for (String words : text.split(";")) {
            if (!words.isBlank()) {
                steps.add(step(words.strip()));
            }
        }
        return new SimulatedScript(List.copyOf(steps));
    }

    private static Step step(String words) throws CaptureException {
        String[] word = words.split("\\s+");
        try {
            return switch (word[0]) {
                case "keys" -> Step.of(count(word[1]), InputHandler::keyPress);
                case "repeats" -> Step.of(count(word[1]), InputHandler::keyRepeat);
                case "click" -> {
                    PointerButton button = PointerButton.valueOf(word[1].toUpperCase(Locale.ROOT));
                    yield Step.of(count(word[2]), h -> h.buttonPress(button));
                }
                case "move" -> {
                    int dx = Integer.parseInt(word[2]);
                    int dy = Integer.parseInt(word[3]);
                    yield Step.of(count(word[1]), h -> h.motion(dx, dy));
                }
                case "wheel" -> wheel(Double.parseDouble(word[1]), false);
                case "hwheel" -> wheel(Double.parseDouble(word[1]), true);
                case "gap" -> Step.of(1, InputHandler::gap);
                case "sleep" -> Step.pause(within(Double.parseDouble(word[1]), 0, LONGEST_PAUSE_SECONDS));
                default -> throw new IllegalArgumentException("unknown word");
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new CaptureException(
                    "simulated.script: cannot read '" + words
                            + "'; the words are keys N, repeats N, click left|middle|right|other N, move N DX DY, wheel N,"
                            + " hwheel N, gap, sleep SECONDS, separated by ;",
                    e);
        }
    }

    private static long count(String text) {
        long count = Long.parseLong(text);
        if (count < 0) {
            throw new IllegalArgumentException("negative: " + text);
        }
        return count;
    }

    private static double within(double value, double least, double most) {
        if (!(value >= least && value <= most)) { // NaN is neither
            throw new IllegalArgumentException(value + " is not from " + least + " to " + most);
        }
        return value;
    }

    private static Step wheel(double turns, boolean horizontal) {
        double detents = within(turns, -MOST_DETENTS, MOST_DETENTS);
        int whole = (int) Math.abs(detents);
        boolean fraction = whole != Math.abs(detents);
        int each = (int) Math.round(fraction ? 120 * detents : 120 * Math.signum(detents));
        return Step.of(fraction ? 1 : whole, horizontal ? h -> h.scroll(each, 0) : h -> h.scroll(0, each));
    }

    /** Typing, pointing, clicking and pausing without end, in the same order for the same seed. */
    static Iterator<Step> endless(long seed) {
        Random random = new Random(seed);
        return Stream.generate(() -> burst(random)).flatMap(List::stream).iterator();
    }

    private static List<Step> burst(Random random) {
        List<Step> steps = new ArrayList<>();
        switch (random.nextInt(4)) {
            case 0 -> steps.add(Step.of(5 + random.nextInt(60), InputHandler::keyPress));
            case 1 -> {
                int dx = random.nextInt(13) - 6;
                int dy = random.nextInt(13) - 6;
                steps.add(Step.of(10 + random.nextInt(90), h -> h.motion(dx, dy)));
            }
            case 2 -> {
                PointerButton button = PointerButton.values()[random.nextInt(PointerButton.values().length)];
                steps.add(Step.of(1 + random.nextInt(3), h -> h.buttonPress(button)));
            }
            default -> steps.add(wheel(random.nextBoolean() ? 3 : -3, random.nextInt(5) == 0));
        }
        steps.add(Step.pause(random.nextInt(10) == 0 ? 3 * random.nextDouble() : 0.2 * random.nextDouble()));
        return steps;
    }
}

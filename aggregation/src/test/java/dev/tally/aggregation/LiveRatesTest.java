package dev.tally.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.InputHandler;
import dev.tally.sink.LiveSample;
import dev.tally.sink.LiveSink;
import dev.tally.testkit.ScriptedSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When live samples come, on the sampler's own thread, and how often it wakes for them. */
@Timeout(60)
class LiveRatesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String SAMPLER = "tally-sampler";

    private final SteppedClock clock = new SteppedClock();
    private final ScriptedSource source = new ScriptedSource();
    private final Collected live = new Collected();
    private ActivityMonitor monitor;
    private long start;

    private static final class Collected implements LiveSink {
        private final List<LiveSample> samples = new CopyOnWriteArrayList<>();

        @Override
        public String name() {
            return "collected";
        }

        @Override
        public void publish(LiveSample sample) {
            samples.add(sample);
        }

        @Override
        public void close() {}

        <T extends LiveSample> List<T> of(Class<T> kind) {
            return samples.stream().filter(kind::isInstance).map(kind::cast).toList();
        }
    }

    @BeforeEach
    void startMonitor() throws Exception {
        monitor = ActivityMonitor.of(source)
                .live(live)
                .clock(clock)
                .flushEvery(Duration.ofHours(24))
                .start();
        clock.advance(Duration.ofSeconds(5));
        start = epochNanos();
    }

    @AfterEach
    void closeMonitor() throws InterruptedException {
        Thread closer = new Thread(monitor::close, "tally-test-closer");
        closer.start();
        clock.awaitRest();
        while (closer.isAlive()) {
            clock.advance(Duration.ofMillis(10));
        }
    }

    /** Ten seconds of typing: rising for ten, constant, falling as presses leave the window, a last zero. */
    @Test
    void theRateOfKeysRisesWithTheFirstFortyPressesAndFallsAsTheyLeaveTheWindow() {
        type(40);
        clock.advance(Duration.ofHours(1));
        List<String> expected = new ArrayList<>();
        for (int second = 1; second <= 10; second++) {
            expected.add(second + " " + 4 * second + " true");
        }
        for (int second = 61; second <= 69; second++) {
            expected.add(second + " " + (40 - 4 * (second - 60)) + " true");
        }
        expected.add("70 0 false");
        assertEquals(expected, keyboard());
    }

    @Test
    void theSamplerWakesOnceForEachFallingRateAndThenNoMore() {
        type(40);
        clock.advance(Duration.ofSeconds(2));
        int before = clock.waits(SAMPLER);
        clock.advance(Duration.ofSeconds(60));
        assertEquals(10, clock.waits(SAMPLER) - before);
        int after = clock.waits(SAMPLER);
        clock.advance(Duration.ofHours(8));
        assertEquals(after, clock.waits(SAMPLER));
    }

    @Test
    void aSinglePressIsShownOnceAndTakenBackAMinuteLater() {
        source.report(InputHandler::keyPress);
        clock.advance(Duration.ofHours(1));
        assertEquals(List.of("1 1 true", "61 0 false"), keyboard());
    }

    @Test
    void typingThatGoesOnKeepsTheRateConstantOnceASecond() {
        type(4 * 90);
        List<String> all = keyboard();
        assertEquals(90, all.size());
        assertEquals(List.of("59 236 true", "60 240 true", "61 240 true", "62 240 true"), all.subList(58, 62));
    }

    @Test
    void theSpeedOfThePointerFallsToZeroAMinuteAfterTheLastMotion() {
        for (int second = 0; second < 3; second++) {
            source.report(h -> h.motion(60, 0));
            clock.advance(SECOND);
        }
        clock.advance(Duration.ofHours(1));
        assertEquals(
                List.of("1 1.0 true", "2 2.0 true", "3 3.0 true", "61 2.0 true", "62 1.0 true", "63 0.0 false"),
                live.of(LiveSample.MouseActivity.class).stream()
                        .map(s -> second(s) + " " + s.unitsPerSecond() + " " + s.active())
                        .toList());
    }

    /** Reports every 10 ms for ten seconds, sampled every 20 ms: one position in 50 ms, exactly. */
    @Test
    void aMovingPointerIsShownTwentyTimesASecond() {
        for (int i = 0; i < 1000; i++) {
            source.report(h -> h.motion(1, 0));
            clock.advance(Duration.ofMillis(10));
        }
        List<Long> times = live.of(LiveSample.Position.class).stream()
                .map(position -> (position.epochNanos() - start) / 1_000_000)
                .toList();
        List<Long> expected = new ArrayList<>();
        for (long millis = 50; millis < 10_000; millis += 50) {
            expected.add(millis);
        }
        assertEquals(expected, times.subList(0, expected.size()));
        assertTrue(times.size() <= expected.size() + 1, times::toString);
    }

    private void type(int presses) {
        for (int i = 0; i < presses; i++) {
            source.report(InputHandler::keyPress);
            clock.advance(Duration.ofMillis(250));
        }
    }

    private List<String> keyboard() {
        return live.of(LiveSample.KeyboardActivity.class).stream()
                .map(s -> second(s) + " " + s.keystrokesPerMinute() + " " + s.active())
                .toList();
    }

    /** The whole seconds from the start of the test to the sample, which comes at a whole second. */
    private long second(LiveSample sample) {
        assertEquals(0, (sample.epochNanos() - start) % SECOND.toNanos());
        return (sample.epochNanos() - start) / SECOND.toNanos();
    }

    private long epochNanos() {
        return clock.now().getEpochSecond() * SECOND.toNanos() + clock.now().getNano();
    }
}

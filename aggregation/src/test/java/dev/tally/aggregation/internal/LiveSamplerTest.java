package dev.tally.aggregation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.aggregation.Clock;
import dev.tally.aggregation.Ledger;
import dev.tally.capture.PointerButton;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.LiveSample;
import dev.tally.sink.SampleLedger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveSamplerTest {
    private static final long TICK_MILLIS = 20;

    private boolean deviceCounts;
    private final List<LiveSample> samples = new ArrayList<>();
    private final CounterRow counters = new CounterRow(new IdleWakeup(Clock.system()), (keyboards, pointers) -> {});
    private final PointerTracker row = new PointerTracker(counters, () -> deviceCounts);
    private final Ledger ledger = new Ledger(
            "http",
            Counts.NONE.with(Count.KEY_PRESSES, 9),
            Counts.NONE.with(Count.KEY_PRESSES, 5),
            Counts.NONE.with(Count.KEY_PRESSES, 1),
            Map.of("a", Counts.NONE.with(Count.KEY_PRESSES, 2), "b", Counts.NONE.with(Count.KEY_PRESSES, 1)));
    private final SampleLedger liveLedger = new SampleLedger("mcap", 20, 10, 3, Map.of("full", 6L, "late", 1L));
    private final LiveSampler sampler =
            new LiveSampler(row, new OneOfEach(), () -> List.of(ledger), () -> List.of(liveLedger), samples::add);
    private long millis = 5000;

    private static final class OneOfEach implements LiveSampler.DeviceCounts {
        @Override
        public int keyboards() {
            return 1;
        }

        @Override
        public int pointers() {
            return 1;
        }
    }

    @BeforeEach
    void theFirstTickShowsTheDevices() {
        tick();
        assertEquals(List.of(new LiveSample.Devices(millis * 1_000_000, 1, 1)), samples);
        samples.clear();
    }

    @Test
    void aCutShowsTheLedgersOfIntervalSinksAndLiveSinks() {
        sampler.cut(Instant.EPOCH.plusNanos(7));
        assertEquals(
                List.of(
                        new LiveSample.Delivery(
                                7,
                                "http",
                                ledger.seen(),
                                ledger.delivered(),
                                ledger.pending(),
                                Counts.NONE.with(Count.KEY_PRESSES, 3)),
                        new LiveSample.Publication(7, "mcap", 20, 10, 3, 7)),
                samples);
    }

    @Test
    void withoutInputThereAreNoSamples() {
        ticks(200);
        assertEquals(List.of(), samples);
    }

    @Test
    void aPositionComesFiftyMillisecondsAfterTheFirstMoveAndAtMostTwentyTimesASecond() {
        row.motion(1, 2);
        tick();
        tick();
        tick();
        assertEquals(List.of(), of(LiveSample.Position.class), "40 ms after the move was noticed");
        tick();
        assertEquals(List.of(new LiveSample.Position(millis * 1_000_000, 1, 2)), of(LiveSample.Position.class));
        for (int i = 0; i < 50; i++) {
            row.motion(1, 0);
            tick();
        }
        assertTrue(of(LiveSample.Position.class).size() <= 1 + 20, samples::toString);
    }

    @Test
    void anAbsolutePositionIsShownAsItIs() {
        row.motion(0, 0);
        row.position(-5, 700);
        row.motion(3, 3);
        ticks(5);
        assertEquals(
                List.of(new LiveSample.Position(millis * 1_000_000 - TICK_MILLIS * 1_000_000, -5, 700)),
                of(LiveSample.Position.class));
    }

    @Test
    void aMoveThatWasNotSentYetIsSentOnBecomingIdle() {
        row.motion(7, 7);
        tick();
        idle();
        assertEquals(7, ((LiveSample.Position) of(LiveSample.Position.class).get(0)).x());
    }

    @Test
    void aPointerThatIsBackWhereItWasHasNotMoved() {
        row.motion(7, 7);
        tick();
        row.motion(-7, -7);
        tick();
        idle();
        assertEquals(List.of(), of(LiveSample.Position.class), "sent on becoming idle");
        ticks(10);
        row.motion(1, 1);
        ticks(3);
        assertEquals(List.of(), of(LiveSample.Position.class), "40 ms after the next move was noticed");
        tick();
        assertEquals(1, of(LiveSample.Position.class).size());
    }

    @Test
    void everyTurnOfAWheelIsShownAndFractionsAddUpToDetents() {
        row.scroll(0, 120);
        row.scroll(0, -60);
        row.scroll(0, -60);
        row.scroll(30, 0);
        tick();
        long now = millis * 1_000_000;
        assertEquals(
                List.of(
                        new LiveSample.Scroll(now, 0, 1, 0, 120),
                        new LiveSample.Scroll(now, 0, 0, 0, -60),
                        new LiveSample.Scroll(now, 0, -1, 0, -60),
                        new LiveSample.Scroll(now, 0, 0, 30, 0)),
                samples);
    }

    @Test
    void activityIsSampledOnceASecondWhileThereIsInput() {
        for (int second = 0; second < 3; second++) {
            row.keyPress();
            row.keyPress();
            row.keyRepeat();
            ticks(50);
        }
        assertEquals(List.of(2L, 4L, 6L), keystrokes());
        assertEquals(
                1.2,
                ((LiveSample.KeyboardActivity)
                                of(LiveSample.KeyboardActivity.class).get(2))
                        .approxWpm());
        assertEquals(List.of(), of(LiveSample.MouseActivity.class));
    }

    @Test
    void aPressAfterAPauseIsShownAtTheNextWholeSecondAndNotAtOnce() {
        row.keyPress();
        ticks(60);
        idle();
        millis += 61_300 - 20;
        row.keyPress();
        tick();
        assertEquals(1, of(LiveSample.KeyboardActivity.class).size());
        ticks(50);
        assertEquals(List.of(1L, 1L), keystrokes(), "the first press has left the window");
    }

    @Test
    void theWayOfATabletIsNoSpeedOfThePointer() {
        deviceCounts = true;
        row.motion(300, 400);
        row.position(1300, 1400);
        row.motion(3, 4);
        ticks(50);
        LiveSample.MouseActivity activity =
                (LiveSample.MouseActivity) of(LiveSample.MouseActivity.class).get(0);
        assertEquals(5.0 / 60, activity.unitsPerSecond());
        assertTrue(activity.active());
    }

    @Test
    void theWayOfThePointerOnAScreenIsItsSpeed() {
        row.motion(300, 400);
        row.position(1300, 1400);
        ticks(50);
        LiveSample.MouseActivity activity =
                (LiveSample.MouseActivity) of(LiveSample.MouseActivity.class).get(0);
        assertEquals(500.0 / 60, activity.unitsPerSecond());
    }

    @Test
    void mouseActivityIsThePathOfTheMinutePerSecond() {
        row.motion(300, 400);
        row.motion(-300, -400);
        ticks(50);
        LiveSample.MouseActivity activity =
                (LiveSample.MouseActivity) of(LiveSample.MouseActivity.class).get(0);
        assertEquals(1000.0 / 60, activity.unitsPerSecond());
        assertTrue(activity.active());
    }

    @Test
    void clicksAreThoseOfTheSecondAndGapsAreShownAtOnce() {
        row.buttonPress(PointerButton.LEFT);
        row.buttonPress(PointerButton.OTHER);
        row.gap();
        tick();
        assertEquals(List.of(new LiveSample.Gap(millis * 1_000_000, 1)), of(LiveSample.Gap.class));
        ticks(50);
        LiveSample.Clicks clicks =
                (LiveSample.Clicks) of(LiveSample.Clicks.class).get(0);
        assertEquals(List.of(1L, 0L, 0L, 1L), List.of(clicks.left(), clicks.middle(), clicks.right(), clicks.other()));
        ticks(100);
        assertEquals(1, of(LiveSample.Clicks.class).size());
    }

    private List<LiveSample> of(Class<? extends LiveSample> kind) {
        return samples.stream().filter(kind::isInstance).toList();
    }

    private List<Long> keystrokes() {
        return of(LiveSample.KeyboardActivity.class).stream()
                .map(sample -> ((LiveSample.KeyboardActivity) sample).keystrokesPerMinute())
                .toList();
    }

    private void ticks(int times) {
        for (int i = 0; i < times; i++) {
            tick();
        }
    }

    private void tick() {
        millis += TICK_MILLIS;
        sampler.tick(TimeUnit.MILLISECONDS.toNanos(millis), Instant.ofEpochMilli(millis), counters.total(0));
    }

    private void idle() {
        millis += TICK_MILLIS;
        sampler.idle(TimeUnit.MILLISECONDS.toNanos(millis), Instant.ofEpochMilli(millis), counters.total(0));
    }
}

package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.aggregation.ActivityMonitor;
import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureOptions;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In blackout hours nothing is counted, whatever the wall clock does. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlackoutTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final CaptureOptions SIMULATED =
            CaptureOptions.defaults().backend("simulated").with("simulated.rate", "1000");

    private final ManualClock clock = new ManualClock(at("2026-11-26T21:00"));
    private ActivityMonitor monitor;
    private PauseControl pauses;

    @BeforeEach
    void start() throws Exception {
        monitor = ActivityMonitor.of(CaptureBackends.best(SIMULATED), SIMULATED)
                .startPaused()
                .start();
        pauses = new PauseControl(monitor, () -> {});
    }

    @AfterEach
    void close() {
        monitor.close();
    }

    private static Instant at(String time) {
        return LocalDateTime.parse(time).atZone(BERLIN).toInstant();
    }

    private static BlackoutSchedule schedule(String... hours) {
        return new BlackoutSchedule(
                List.of(hours).stream().map(BlackoutHours::parse).toList(), BERLIN);
    }

    /** 26 November 2026 is a Thursday; in the night to 29 March 2 o'clock is left out, in that to 25 October it is repeated. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    22:00-07:00             | 2026-11-26T21:59 | false | 2026-11-26T22:00
                    22:00-07:00             | 2026-11-26T22:00 | true  | 2026-11-27T07:00
                    22:00-07:00             | 2026-11-27T06:59 | true  | 2026-11-27T07:00
                    22:00-07:00             | 2026-11-27T07:00 | false | 2026-11-27T22:00
                    9:30-9:45               | 2026-11-26T09:40 | true  | 2026-11-26T09:45
                    Sat,Sun 00:00-24:00     | 2026-11-27T23:59 | false | 2026-11-28T00:00
                    Sat,Sun 00:00-24:00     | 2026-11-28T12:00 | true  | 2026-11-30T00:00
                    saturday 22:00-07:00    | 2026-11-29T06:59 | true  | 2026-11-29T07:00
                    Sat 22:00-07:00         | 2026-11-28T06:59 | false | 2026-11-28T22:00
                    Fri-Mon 12:00-13:00     | 2026-11-30T12:30 | true  | 2026-11-30T13:00
                    Fri-Mon 12:00-13:00     | 2026-12-01T12:30 | false | 2026-12-04T12:00
                    22:00-07:00             | 2026-03-28T23:00 | true  | 2026-03-29T07:00
                    22:00-02:30             | 2026-03-28T23:00 | true  | 2026-03-29T03:00
                    02:15-02:45             | 2026-03-28T23:00 | false | 2026-03-30T02:15
                    22:00-07:00             | 2026-10-24T23:00 | true  | 2026-10-25T07:00
                    """)
    void hoursAreThoseOfTheWallClock(String hours, String now, boolean isWithin, String change) {
        assertEquals(isWithin, schedule(hours).isWithin(at(now)));
        assertEquals(Optional.of(at(change)), schedule(hours).nextChange(at(now)));
    }

    @Test
    void aRepeatedHourIsInThemBothTimes() {
        BlackoutSchedule schedule = schedule("02:15-02:45");
        Instant first = at("2026-10-25T02:15"); // the earlier offset
        List<Duration> changes = List.of(Duration.ofMinutes(30), Duration.ofMinutes(60), Duration.ofMinutes(90));
        Instant now = first;
        for (Duration after : changes) {
            now = schedule.nextChange(now).orElseThrow();
            assertEquals(first.plus(after), now);
        }
        assertFalse(schedule.isWithin(now));
    }

    /** Between now and the next change nothing changes: looked at minute by minute over the weeks in which the clocks change. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    2026-03-25T00:00 | 22:00-02:30                        | 02:15-02:45
                    2026-10-21T00:00 | 22:00-02:30                        | Sun 02:15-02:45
                    2026-10-21T00:00 | Sat,Sun 00:00-24:00                | Mon-Fri 23:50-00:10
                    2026-03-25T00:00 | 00:00-12:00                        | 12:00-24:00
                    """)
    void theNextChangeIsTheFirstMinuteThatDiffers(String begin, String one, String other) {
        BlackoutSchedule schedule = schedule(one, other);
        Instant start = at(begin);
        Instant minute = start;
        Optional<Instant> next = schedule.nextChange(start);
        boolean isWithin = schedule.isWithin(start);
        for (int i = 0; i < 8 * 24 * 60; i++) {
            if (next.isPresent() && minute.equals(next.get())) {
                isWithin = !isWithin;
                next = schedule.nextChange(minute);
            }
            assertEquals(isWithin, schedule.isWithin(minute), minute::toString);
            minute = minute.plusSeconds(60);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    22-7                | it must be like 22:00-07:00 or Sat,Sun 00:00-24:00
                    25:00-07:00         | there is no time 25:00; times are from 00:00 to 24:00
                    12:60-13:00         | there is no time 12:60
                    24:01-13:00         | there is no time 24:01
                    12:00-12:00         | it begins when it ends; the whole day is 00:00-24:00
                    24:00-12:00         | it begins when it ends
                    Sam 22:00-07:00     | there is no day 'Sam'; days are Mon, Tue,
                    Mon, 22:00-07:00    | there is no day ''
                    """)
    void whatIsNoTimeIsTold(String hours, String words) {
        String message = assertThrows(IllegalArgumentException.class, () -> BlackoutHours.parse(hours))
                .getMessage();
        assertTrue(message.startsWith(words), message);
    }

    private Blackout night() {
        return new Blackout(schedule("22:00-07:00"), pauses, clock);
    }

    private void step(Blackout blackout, String time, boolean isCounting) throws Exception {
        clock.advance(Duration.between(clock.instant(), at(time)));
        blackout.look();
        assertEquals(!isCounting, monitor.isPaused(), time);
    }

    @Test
    void stepsOfTheWallClockAreFollowed() throws Exception {
        Blackout blackout = night();
        step(blackout, "2026-11-26T21:59", true);
        step(blackout, "2026-11-26T22:00", false);
        step(blackout, "2026-11-26T21:58", true); // set back over the begin
        step(blackout, "2026-11-27T03:00", false); // forwards, or woken from a suspend
        step(blackout, "2026-11-27T12:00", true); // over the end
        step(blackout, "2026-11-27T06:59", false); // back again
        step(blackout, "2026-11-27T07:00", true);
    }

    @Test
    void whatComesInThoseHoursIsNotCounted() throws Exception {
        Blackout blackout = night();
        step(blackout, "2026-11-26T23:00", false);
        assertFalse(monitor.snapshot().seen().hasActivity());
        step(blackout, "2026-11-27T07:00", true);
        Eventually.isTrue("counting begins", () -> monitor.snapshot().seen().keyPresses() > 0);
        step(blackout, "2026-11-27T22:00", false);
        Eventually.isTrue("the source is closed", () -> !monitor.snapshot().live());
        assertEquals(new PauseControl.State(true, Optional.of(at("2026-11-28T07:00"))), pauses.state());
    }

    @Test
    void aPauseAndBlackoutHoursBothHaveToBeOver() throws Exception {
        Blackout blackout = night();
        step(blackout, "2026-11-26T21:00", true);
        pauses.pause(Optional.empty());
        step(blackout, "2026-11-26T22:00", false);
        step(blackout, "2026-11-27T07:00", false); // the pause goes on
        step(blackout, "2026-11-27T22:00", false);
        assertFalse(pauses.state().isBlackout(), "the pause has no end");
        pauses.resume();
        assertTrue(pauses.state().isBlackout());
        assertTrue(monitor.isPaused());
        step(blackout, "2026-11-28T07:00", true);
        assertEquals(PauseControl.State.OPEN, pauses.state());
    }

    @Test
    void theAlarmRingsInTime() throws Exception {
        Instant moment = Instant.now().plusMillis(300);
        Alarm alarm = new WallClockAlarm();
        while (Instant.now().isBefore(moment)) {
            alarm.await(moment);
        }
        assertTrue(Instant.now().isBefore(moment.plusSeconds(10)));
        alarm.await(Instant.now().minusSeconds(60)); // what is over rings at once
    }

    /** As after a night in which the machine was suspended: no thread has slept that long. */
    @Test
    void aPauseEndsWhenTheClockSaysSo() throws Exception {
        pauses = new PauseControl(monitor, () -> {}, clock, Duration.ofMillis(1));
        pauses.resume();
        pauses.pause(Optional.of(Duration.ofHours(1)));
        assertEquals(Optional.of(at("2026-11-26T22:00")), pauses.state().until());
        clock.set(at("2026-11-27T08:00"));
        Eventually.isTrue("it is over", () -> pauses.state().equals(PauseControl.State.OPEN));
        assertFalse(monitor.isPaused());
    }
}

package dev.tally.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.InputHandler;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.LiveSample;
import dev.tally.sink.LiveSink;
import dev.tally.sink.SinkException;
import dev.tally.testkit.CollectingSink;
import dev.tally.testkit.CollectingSink.Answer;
import dev.tally.testkit.ScriptedProvider;
import dev.tally.testkit.ScriptedSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ActivityMonitorTest {
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration FLUSH = Duration.ofSeconds(30);
    private static final String SAMPLER = "tally-sampler";

    private final SteppedClock clock = new SteppedClock();
    private final ScriptedSource source = new ScriptedSource();
    private final CollectingSink sink = new CollectingSink("main");
    private final Calls calls = new Calls();
    private final List<ActivityMonitor> started = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeAll() throws InterruptedException {
        for (ActivityMonitor monitor : started) {
            close(monitor);
        }
        assertEquals(List.of(), sink.violations());
    }

    @Test
    void anIntervalIsCutWhenItIsDue() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.minusMillis(1));
        assertEquals(List.of(), sink.attempts());
        clock.advance(Duration.ofMillis(21));
        assertEquals(1, sink.total().keyPresses());
        assertEquals(1, sink.attempts().size());
    }

    @Test
    void withoutActivityNothingIsDelivered() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        clock.advance(Duration.ofHours(1));
        assertEquals(List.of(), sink.attempts());
    }

    @Test
    void whileIdleNoThreadWakes() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plusSeconds(2));
        assertTrue(clock.waitsForEver(SAMPLER));
        assertTrue(clock.waitsForEver("tally-sink-main"));
        int sampler = clock.waits(SAMPLER);
        int worker = clock.waits("tally-sink-main");
        clock.advance(Duration.ofHours(8));
        assertEquals(sampler, clock.waits(SAMPLER));
        assertEquals(worker, clock.waits("tally-sink-main"));
    }

    @Test
    void anOpenIntervalCostsOneWaitWhileIdle() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        clock.advance(Duration.ofSeconds(2));
        int before = clock.waits(SAMPLER);
        clock.advance(Duration.ofSeconds(27));
        assertEquals(before, clock.waits(SAMPLER));
        clock.advance(Duration.ofSeconds(2));
        assertEquals(1, sink.total().keyPresses());
    }

    @Test
    void theFirstReportAfterIdlingWakesTheSampler() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofHours(1));
            source.report(InputHandler::keyPress);
            clock.advance(FLUSH.plus(TICK));
            assertEquals(i + 1, sink.total().keyPresses());
        }
    }

    @Test
    void whatTheSystemHoldsBackIsFetchedBeforeACut() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        source.hold(h -> h.motion(3, 4));
        clock.advance(FLUSH.plus(TICK));
        assertEquals(1, sink.total().motions());
        assertEquals(5000, sink.total().distance1000());
    }

    @Test
    void theSystemIsAskedForWhatItHoldsBackOncePerTickAndNeverWhileIdle() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        clock.advance(Duration.ofHours(1));
        int before = source.flushes();
        source.report(InputHandler::keyPress);
        clock.advance(TICK.multipliedBy(10));
        int asked = source.flushes() - before;
        assertTrue(asked >= 9 && asked <= 11, () -> "asked " + asked + " times in 10 ticks");
        clock.advance(Duration.ofSeconds(2));
        int last = source.flushes();
        clock.advance(Duration.ofHours(1));
        assertEquals(last, source.flushes());
    }

    @Test
    void aSystemThatDoesNotAnswerDoesNotHoldUpTheCut() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        source.deaf(true);
        clock.advance(FLUSH.plus(TICK));
        source.deaf(false);
        assertEquals(1, sink.total().keyPresses());
    }

    @Test
    void activeTimeIsTheTimeOfTicksWithInput() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        for (int i = 0; i < 10; i++) {
            source.report(InputHandler::keyPress);
            source.report(InputHandler::keyPress);
            clock.advance(TICK);
        }
        clock.advance(Duration.ofHours(1));
        assertEquals(200, sink.total().activeMillis());
        assertEquals(20, sink.total().keyPresses());
    }

    @Test
    void aGapIsNoActiveTime() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::gap);
        clock.advance(Duration.ofHours(1));
        assertEquals(0, sink.total().activeMillis());
        assertEquals(1, sink.total().gaps());
    }

    @Test
    void anIntervalBeginsWithItsFirstInput() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        clock.advance(Duration.ofHours(1));
        Instant pressed = clock.now();
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        ActivityInterval interval = sink.received().get(0);
        assertEquals(pressed.minus(TICK), interval.start());
        assertEquals(pressed.plus(FLUSH), interval.end());
    }

    @Test
    void intervalsAreNumberedWithoutHolesAndDoNotOverlap() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        for (int i = 0; i < 400; i++) {
            source.report(InputHandler::keyPress);
            clock.advance(Duration.ofMillis(310 + 7 * (i % 5)));
        }
        List<ActivityInterval> all = sink.received();
        assertTrue(all.size() >= 4, () -> "only " + all);
        for (int i = 0; i < all.size(); i++) {
            assertEquals(i + 1, all.get(i).first());
            assertEquals(i + 1, all.get(i).last());
            assertTrue(i == 0 || !all.get(i).start().isBefore(all.get(i - 1).end()));
        }
    }

    @Test
    void aWallClockThatIsSetBackMakesNoIntervalEndBeforeItsStart() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        clock.advance(Duration.ofSeconds(1));
        clock.setWall(Instant.parse("2026-01-01T00:00:00Z"));
        clock.advance(FLUSH);
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        assertEquals(2, sink.total().keyPresses());
        ActivityInterval first = sink.received().get(0);
        assertEquals(first.end(), first.start());
    }

    @Test
    void fractionsOfADetentCarryOverCuts() throws Exception {
        start(ActivityMonitor.of(source).sink(sink));
        for (int i = 0; i < 4; i++) {
            source.report(h -> h.scroll(0, -50));
            clock.advance(FLUSH.plus(TICK));
        }
        assertEquals(
                List.of(0L, 0L, 1L, 0L),
                sink.received().stream().map(i -> i.counts().scrollDetents()).toList());
        assertEquals(200, sink.total().vertical120());
    }

    @Test
    void aCloseDeliversWhatIsOpenAndWhatTheSystemHeldBack() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        source.hold(InputHandler::keyPress);
        close(monitor);
        assertEquals(2, sink.total().keyPresses());
        assertBalanced(monitor, Counts.NONE);
    }

    @Test
    void aCloseDeliversALastIntervalEvenIfItIsEmpty() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        close(monitor);
        assertEquals(
                List.of(Counts.NONE),
                sink.received().stream().map(ActivityInterval::counts).toList());
    }

    @Test
    void aCloseIsIdempotentAndLeavesNothingBehind() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        close(monitor);
        close(monitor);
        assertEquals(1, sink.closes());
        assertEquals(1, source.closes());
        assertEquals(1, sink.attempts().size());
        assertEquals(1, calls.count("closed"));
        awaitReal(() -> Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .noneMatch(name -> name.equals(SAMPLER) || name.equals("tally-sink-main")));
    }

    @Test
    void anInterruptedCallerOfCloseLosesNothingAndStaysInterrupted() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        Thread.currentThread().interrupt();
        monitor.close();
        assertTrue(Thread.interrupted());
        assertEquals(1, sink.total().keyPresses());
    }

    @Test
    void settlingGoesOnWhileInputFlows() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink).settle(Duration.ofSeconds(1)));
        source.report(InputHandler::keyPress);
        Thread closer = closing(monitor);
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMillis(250));
            assertTrue(closer.isAlive());
            source.hold(InputHandler::keyPress); // only a sync brings these
        }
        clock.advance(Duration.ofMillis(51));
        assertEquals(4, monitor.snapshot().seen().keyPresses());
        clock.advance(Duration.ofMillis(300));
        closer.join(10_000);
        assertEquals(4, sink.total().keyPresses());
    }

    @Test
    void settlingHasAnEnd() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink).settle(Duration.ofMinutes(1)));
        Thread closer = closing(monitor);
        long start = clock.nanoTime();
        for (int i = 0; i < 200 && closer.isAlive() && source.closes() == 0; i++) {
            source.hold(InputHandler::keyPress);
            clock.advance(Duration.ofMillis(10));
        }
        closer.join(10_000);
        assertFalse(closer.isAlive());
        assertTrue(clock.nanoTime() - start <= TimeUnit.MILLISECONDS.toNanos(1600), "a quarter is kept for delivering");
        assertEquals(monitor.snapshot().seen(), sink.total());
    }

    @Test
    void withoutInputSettlingIsNotWaitedFor() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink).settle(Duration.ofSeconds(1)));
        source.report(InputHandler::keyPress);
        clock.advance(Duration.ofSeconds(1));
        long start = clock.nanoTime();
        close(monitor);
        assertEquals(start, clock.nanoTime());
    }

    @Test
    void aSlowSinkDelaysOnlyItself() throws Exception {
        CollectingSink stuck = new CollectingSink("stuck").otherwise(Answer.HANG);
        ActivityMonitor monitor =
                start(ActivityMonitor.of(source).sink(stuck).sink(sink).outboxCapacity(3));
        for (int i = 0; i < 10; i++) {
            source.report(InputHandler::keyPress);
            clock.advance(FLUSH.plus(TICK));
        }
        assertEquals(10, sink.total().keyPresses());
        assertEquals(0, stuck.total().keyPresses());
        assertEquals(1, stuck.attempts().size());
        assertBalanced(monitor, monitor.snapshot().ledgers().get(0).pending());
        stuck.otherwise(Answer.ACCEPT);
        awaitReal(() -> isRetried(stuck));
        assertEquals(10, stuck.total().keyPresses());
        assertEquals(List.of(), stuck.violations());
    }

    /** The retry waits on the manual clock. */
    private boolean isRetried(CollectingSink retried) {
        clock.advance(Duration.ofSeconds(1));
        return retried.total().keyPresses() == 10;
    }

    @Test
    void aSinkThatHangsIsInterruptedWithinTheDeadline() throws Exception {
        sink.otherwise(Answer.HANG);
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        long start = clock.nanoTime();
        close(monitor);
        assertTrue(clock.nanoTime() - start <= TimeUnit.SECONDS.toNanos(2));
        assertEquals(1, monitor.snapshot().ledgers().get(0).pending().keyPresses());
        assertEquals(1, sink.closes());
        assertBalanced(monitor, monitor.snapshot().seen());
    }

    @Test
    void aSinkThatIgnoresTheInterruptIsLeftBehind() throws Exception {
        sink.otherwise(Answer.HANG_HARD);
        CollectingSink sound = new CollectingSink("sound");
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink).sink(sound));
        source.report(InputHandler::keyPress);
        long start = clock.nanoTime();
        close(monitor);
        assertTrue(clock.nanoTime() - start <= TimeUnit.SECONDS.toNanos(2));
        assertEquals(1, sound.total().keyPresses());
        sink.otherwise(Answer.ACCEPT);
        sink.await(() -> sink.closes() >= 1);
    }

    @Test
    void aDeadSinkIsTriedSeveralTimesBeforeTheDeadline() throws Exception {
        sink.otherwise(Answer.REFUSE);
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        long start = clock.nanoTime();
        close(monitor);
        assertTrue(clock.nanoTime() - start <= TimeUnit.SECONDS.toNanos(2));
        assertTrue(sink.attempts().size() >= 3, () -> sink.attempts().size() + " attempts");
        assertEquals(1, monitor.snapshot().ledgers().get(0).pending().keyPresses());
    }

    @Test
    void aSinkThatRecoversDuringTheCloseGetsEverything() throws Exception {
        sink.then(Answer.REFUSE, Answer.LOSE_ANSWER, Answer.BREAK);
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        close(monitor);
        assertEquals(1, sink.total().keyPresses());
        assertBalanced(monitor, Counts.NONE);
    }

    @Test
    void aReceiverThatAsksForAPauseGetsIt() throws Exception {
        sink.then(Answer.REFUSE).asking(Duration.ofMinutes(10));
        start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        clock.advance(Duration.ofMinutes(10).minusMillis(30));
        assertEquals(1, sink.attempts().size());
        clock.advance(Duration.ofMillis(30));
        assertEquals(2, sink.attempts().size());
        assertEquals(1, sink.total().keyPresses());
    }

    @Test
    void aPauseThatDoesNotFitTheDeadlineEndsTheCloseAfterOneMoreAttempt() throws Exception {
        sink.otherwise(Answer.REFUSE).asking(Duration.ofMinutes(10));
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        assertEquals(1, sink.attempts().size());
        close(monitor);
        assertEquals(2, sink.attempts().size());
        assertEquals(1, monitor.snapshot().ledgers().get(0).pending().keyPresses());
    }

    @Test
    void aFullOutboxMergesAndLosesNothing() throws Exception {
        sink.otherwise(Answer.REFUSE);
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink).outboxCapacity(2));
        for (int i = 0; i < 20; i++) {
            source.report(InputHandler::keyPress);
            clock.advance(FLUSH.plus(TICK));
        }
        sink.otherwise(Answer.ACCEPT);
        clock.advance(Duration.ofMinutes(2));
        assertEquals(20, sink.total().keyPresses());
        assertEquals(2, sink.received().size());
        assertEquals(20, sink.received().get(1).last());
        assertBalanced(monitor, Counts.NONE);
    }

    @Test
    void aSourceThatComesBackIsCountedOn() throws Exception {
        ScriptedSource second = new ScriptedSource();
        ScriptedProvider provider = new ScriptedProvider(source);
        ActivityMonitor monitor =
                start(ActivityMonitor.of(provider, CaptureOptions.defaults()).sink(sink));
        source.report(InputHandler::keyPress);
        source.fail(new CaptureException("the server has gone"));
        awaitReal(() -> calls.count("interrupted") > 1);
        assertFalse(monitor.snapshot().live());
        assertEquals(0, monitor.snapshot().keyboards());
        provider.add(second);
        awaitReal(() -> calls.count("live") == 2);
        second.report(InputHandler::keyPress);
        close(monitor);
        assertEquals(2, sink.total().keyPresses());
        assertEquals(1, sink.total().gaps());
        assertEquals(List.of("opened", "live", "devices 1/1", "devices 0/0", "interrupted"), calls.names.subList(0, 5));
    }

    @Test
    void aSourceThatFailsForGoodIsToldAndItsCountsAreDelivered() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        source.fail(new CaptureException("the device is gone"));
        awaitReal(() -> calls.count("captureEnded") == 1);
        assertFalse(monitor.snapshot().live());
        clock.advance(FLUSH.plus(TICK));
        assertEquals(1, sink.total().keyPresses());
        close(monitor);
        assertEquals(1, calls.count("captureEnded"));
    }

    @Test
    void aSourceThatCannotBeOpenedStartsNothing() {
        ActivityMonitor.Builder builder = ActivityMonitor.of(new ScriptedProvider(), CaptureOptions.defaults())
                .sink(sink);
        assertThrows(CaptureException.class, builder::start);
        assertEquals(0, sink.closes());
    }

    @Test
    void aListenerThatThrowsHarmsNothing() throws Exception {
        ActivityMonitor monitor = ActivityMonitor.of(source)
                .sink(sink)
                .clock(clock)
                .listener(new Throwing())
                .start();
        started.add(monitor);
        clock.awaitRest();
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        source.report(InputHandler::keyPress);
        close(monitor);
        assertEquals(2, sink.total().keyPresses());
    }

    @Test
    void aLiveSinkThatBreaksKeepsNothingFromTheOthers() throws Exception {
        start(ActivityMonitor.of(source).sink(sink).live(new Broken()));
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        assertEquals(1, sink.total().keyPresses());
    }

    @Test
    void aSinkThatCannotEvenNameItselfStartsNothing() throws Exception {
        ActivityMonitor.Builder builder = ActivityMonitor.of(source).sink(new Nameless());
        assertThrows(IllegalStateException.class, builder::start);
        awaitReal(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("tally-capture")));
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        ActivityMonitor.Builder builder = ActivityMonitor.of(source);
        String zero = assertThrows(IllegalArgumentException.class, () -> builder.flushEvery(Duration.ZERO))
                .getMessage();
        assertEquals("flushEvery is PT0S; it must be more than 0", zero);
        assertThrows(IllegalArgumentException.class, () -> builder.sampleEvery(Duration.ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> builder.settle(Duration.ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> builder.closeWithin(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.outboxCapacity(1));
    }

    private ActivityMonitor start(ActivityMonitor.Builder builder) throws Exception {
        ActivityMonitor monitor = builder.clock(clock)
                .sampleEvery(TICK)
                .flushEvery(FLUSH)
                .listener(calls)
                .start();
        started.add(monitor);
        assertTrue(calls.live.await(10, TimeUnit.SECONDS));
        return monitor;
    }

    private static Thread closing(ActivityMonitor monitor) {
        Thread closer = new Thread(monitor::close, "tally-test-closer");
        closer.setDaemon(true);
        closer.start();
        return closer;
    }

    /** Closes, and lets the clock go on while that waits. */
    private void close(ActivityMonitor monitor) throws InterruptedException {
        Thread closer = closing(monitor);
        clock.awaitRest();
        while (closer.isAlive()) {
            clock.advance(Duration.ofMillis(10));
        }
    }

    private static void awaitReal(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "did not come about");
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private static void assertBalanced(ActivityMonitor monitor, Counts pendingOfFirst) {
        MonitorSnapshot snapshot = monitor.snapshot();
        assertEquals(pendingOfFirst, snapshot.ledgers().get(0).pending());
        for (Ledger ledger : snapshot.ledgers()) {
            assertEquals(Counts.NONE, ledger.unaccounted());
            assertEquals(snapshot.seen(), ledger.seen());
        }
    }

    /** What was told, in order. */
    private static final class Calls implements MonitorListener {
        private final List<String> names = new CopyOnWriteArrayList<>();
        private final CountDownLatch live = new CountDownLatch(1);

        long count(String name) {
            return names.stream().filter(name::equals).count();
        }

        @Override
        public void opened(SourceTraits traits) {
            names.add("opened");
        }

        @Override
        public void live(SourceTraits traits) {
            names.add("live");
        }

        @Override
        public void devices(int keyboards, int pointers) {
            names.add("devices " + keyboards + "/" + pointers);
            live.countDown();
        }

        @Override
        public void interrupted(CaptureException why, Duration pause) {
            names.add("interrupted");
        }

        @Override
        public void captureEnded(Throwable why) {
            names.add("captureEnded");
        }

        @Override
        public void closed(List<Ledger> ledgers) {
            names.add("closed");
        }
    }

    private static final class Nameless implements IntervalSink {
        @Override
        public String name() {
            throw new IllegalStateException("no name");
        }

        @Override
        public void write(ActivityInterval interval) {}

        @Override
        public void close() {}
    }

    /** A native library of it cannot be loaded, say. */
    private static final class Broken implements LiveSink {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public void publish(LiveSample sample) {
            throw new UnsatisfiedLinkError("published");
        }

        @Override
        public void close() {
            throw new UnsatisfiedLinkError("closed");
        }
    }

    private static final class Throwing implements MonitorListener {
        @Override
        public void opened(SourceTraits traits) {
            throw new IllegalStateException("opened");
        }

        @Override
        public void devices(int keyboards, int pointers) {
            throw new IllegalStateException("devices");
        }

        @Override
        public void delivered(String sinkName, ActivityInterval interval) {
            throw new Error("delivered"); // neither of linkage nor of an assertion
        }

        @Override
        public void failed(String sinkName, ActivityInterval interval, SinkException why, Duration retryIn) {
            throw new IllegalStateException("failed");
        }
    }
}

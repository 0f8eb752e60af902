package dev.tally.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.InputHandler;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.IntervalSink;
import dev.tally.sink.LiveSample;
import dev.tally.sink.LiveSink;
import dev.tally.sink.SampleLedger;
import dev.tally.sink.SinkException;
import dev.tally.testkit.ScriptedProvider;
import dev.tally.testkit.ScriptedSource;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.Undeclared;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** How a monitor starts, follows its source, and treats listeners and live sinks that throw. */
class ActivityMonitorTest extends MonitorFixture {
    @Test
    void aSourceThatComesBackIsCountedOn() throws Exception {
        ScriptedSource second = new ScriptedSource();
        ScriptedProvider provider = new ScriptedProvider(source);
        ActivityMonitor monitor =
                start(ActivityMonitor.of(provider, CaptureOptions.defaults()).sink(sink));
        source.report(InputHandler::keyPress);
        source.fail(new CaptureException("the server has gone"));
        Eventually.isTrue("a second attempt to open the source", () -> calls.count("interrupted") > 1);
        assertFalse(monitor.snapshot().live());
        assertEquals(0, monitor.snapshot().keyboards());
        provider.add(second);
        Eventually.isTrue("live again", () -> calls.count("live") == 2);
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
        Eventually.isTrue("the capture has ended", () -> calls.count("captureEnded") == 1);
        assertFalse(monitor.snapshot().live());
        clock.advance(FLUSH.plus(TICK));
        assertEquals(1, sink.total().keyPresses());
        close(monitor);
        assertEquals(1, calls.count("captureEnded"));
    }

    @Test
    void aSourceThatComesToItsEndIsTold() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        source.report(InputHandler::keyPress);
        source.stop();
        Eventually.isTrue("the capture has ended", () -> calls.count("captureEnded") == 1);
        assertEquals(0, monitor.snapshot().keyboards() + monitor.snapshot().pointers());
        assertFalse(monitor.snapshot().live());
        assertFalse(monitor.isResponsive(Duration.ofHours(1)));
        close(monitor);
        assertEquals(1, sink.total().keyPresses());
    }

    @Test
    void afterTheCloseNothingIsLive() throws Exception {
        ActivityMonitor monitor = start(ActivityMonitor.of(source).sink(sink));
        assertEquals(1, monitor.snapshot().keyboards());
        close(monitor);
        assertEquals(0, monitor.snapshot().keyboards() + monitor.snapshot().pointers());
        assertFalse(monitor.snapshot().live());
        assertEquals(0, calls.count("captureEnded"));
    }

    @Test
    void aListenerThatInterruptsTheCaptureThreadDoesNotEndIt() throws Exception {
        ActivityMonitor monitor = ActivityMonitor.of(source)
                .sink(sink)
                .clock(clock)
                .listener(new MonitorListener() {
                    @Override
                    public void devices(int keyboards, int pointers) {
                        Thread.currentThread().interrupt();
                    }
                })
                .start();
        started.add(monitor);
        source.report(InputHandler::keyPress);
        assertTrue(monitor.snapshot().live());
        close(monitor);
        assertEquals(1, sink.total().keyPresses());
    }

    @Test
    void aSourceThatCannotBeOpenedStartsNothing() {
        ActivityMonitorBuilder builder = ActivityMonitor.of(new ScriptedProvider(), CaptureOptions.defaults())
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
        Throwable link = new UnsatisfiedLinkError("no library");
        Throwable network = new IOException("no network");
        start(ActivityMonitor.of(source).sink(sink).live(new Broken(link)).live(new Broken(network)));
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        assertEquals(1, sink.total().keyPresses());
        String warning = "broken: the live sink threw an exception; further ones are not logged: ";
        assertEquals(List.of(warning + link, warning + network), calls.warnings);
    }

    @Test
    void aSourceThatThrowsKeepsNoCountFromTheSinks() throws Exception {
        start(ActivityMonitor.of(new Unsound(source)).sink(sink));
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        source.report(InputHandler::keyPress);
        clock.advance(FLUSH.plus(TICK));
        assertEquals(2, sink.total().keyPresses());
    }

    @Test
    void aSinkThatCannotEvenNameItselfStartsNothing() throws Exception {
        ActivityMonitorBuilder builder = ActivityMonitor.of(source).sink(new Nameless());
        assertThrows(IllegalStateException.class, builder::start);
        Eventually.isTrue(
                "the capture thread has ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("tally-capture")));
    }

    @Test
    void aMonitorThatFailsToStartKeepsNothingOpen(@TempDir Path directory) throws Exception {
        ActivityMonitorBuilder failing =
                ActivityMonitor.of(source).spool(directory).sink(new NamedOnce());
        assertThrows(IllegalStateException.class, failing::start);
        assertEquals(1, source.closes());
        ActivityMonitor next =
                start(ActivityMonitor.of(new ScriptedSource()).spool(directory).sink(sink));
        assertEquals(Optional.of(directory), next.snapshot().spool());
    }

    @Test
    void durationsThatNoClockCanHoldAreNamed() {
        Duration forEver = ChronoUnit.FOREVER.getDuration();
        ActivityMonitorBuilder builder = ActivityMonitor.of(source);
        Map<String, Executable> settings = Map.of(
                "flushEvery", () -> builder.flushEvery(forEver),
                "sampleEvery", () -> builder.sampleEvery(forEver),
                "settle", () -> builder.settle(forEver),
                "closeWithin", () -> builder.closeWithin(forEver),
                "the period of onTotals", () -> builder.onTotals(forEver, totals -> {}));
        settings.forEach((name, setting) -> {
            String message =
                    assertThrows(IllegalArgumentException.class, setting, name).getMessage();
            assertEquals(name + " is " + forEver + "; it must be at most PT876000H", message);
        });
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        ActivityMonitorBuilder builder = ActivityMonitor.of(source);
        String zero = assertThrows(IllegalArgumentException.class, () -> builder.flushEvery(Duration.ZERO))
                .getMessage();
        assertEquals("flushEvery is PT0S; it must be more than 0", zero);
        assertThrows(IllegalArgumentException.class, () -> builder.sampleEvery(Duration.ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> builder.settle(Duration.ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> builder.closeWithin(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.outboxCapacity(1));
    }

    /** It has no name any more when the source is open. */
    private static final class NamedOnce implements IntervalSink {
        private boolean named;

        @Override
        public String name() {
            if (named) {
                throw new IllegalStateException("no name");
            }
            named = true;
            return "once";
        }

        @Override
        public void write(ActivityInterval interval) {}

        @Override
        public void close() {}
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

    /** A source with a fault. */
    private record Unsound(ScriptedSource source) implements InputSource {
        @Override
        public SourceTraits traits() {
            return source.traits();
        }

        @Override
        public void run(InputHandler handler) throws CaptureException {
            source.run(handler);
        }

        @Override
        public void sync() {
            throw new IllegalStateException("sync");
        }

        @Override
        public void flush() {
            throw new IllegalStateException("flush");
        }

        @Override
        public void stop() {
            source.stop();
        }

        @Override
        public void close() {
            source.close();
        }
    }

    /** A native library of it cannot be loaded, say, or the network of one in Kotlin fails. */
    private record Broken(Throwable failure) implements LiveSink {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public void publish(LiveSample sample) {
            throw Undeclared.thrown(failure);
        }

        @Override
        public Optional<SampleLedger> samples() {
            throw Undeclared.thrown(failure);
        }

        @Override
        public void close() {
            throw Undeclared.thrown(failure);
        }
    }

    private static final class Throwing implements MonitorListener {
        @Override
        public void opened(SourceTraits traits) {
            throw Undeclared.thrown(new IOException("opened"));
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

package dev.tally.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.InputHandler;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.LiveSample;
import dev.tally.sink.LiveSink;
import dev.tally.testkit.CollectingSink;
import dev.tally.testkit.ScriptedSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Privacy is a law: nothing that leaves a monitor, or is on the disk, depends on when in its second a key was struck. */
@Timeout(60)
class KeyTimesTest {
    private static final Duration FLUSH = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(10);

    private record Collected(List<String> outputs) implements LiveSink {
        @Override
        public String name() {
            return "collected";
        }

        @Override
        public void publish(LiveSample sample) {
            outputs.add(
                    sample instanceof LiveSample.Delivery delivery // which may come before or after the sink has it
                            ? "sample Delivery " + delivery.epochNanos() + " " + delivery.seen()
                            : "sample " + sample);
        }

        @Override
        public void close() {}
    }

    @TempDir
    private Path directory;

    @Test
    void theMomentOfAKeyWithinItsSecondChangesNothing() throws Exception {
        List<String> early = outputs(Duration.ofMillis(10));
        assertTrue(early.size() > 5, early::toString);
        assertEquals(early, outputs(Duration.ofMillis(330)));
        assertEquals(early, outputs(Duration.ofMillis(570)));
        assertEquals(early, outputs(Duration.ofMillis(790)));
    }

    @Test
    void anIntervalBeginsAndEndsAtAWholeSecond() throws Exception {
        List<String> outputs = outputs(Duration.ofMillis(570));
        assertTrue(outputs.contains("interval 2026-03-01T13:00:00Z to 2026-03-01T13:00:30Z"), outputs::toString);
    }

    /** In a terminal, a key stops the program. */
    @Test
    void theLastIntervalEndsAtAWholeSecondToo() throws Exception {
        SteppedClock clock = new SteppedClock();
        ScriptedSource source = new ScriptedSource();
        CollectingSink sink = new CollectingSink("main");
        ActivityMonitor monitor = ActivityMonitor.of(source)
                .sink(sink)
                .clock(clock)
                .flushEvery(FLUSH)
                .start();
        source.report(InputHandler::keyPress);
        clock.advance(Duration.ofMillis(3570));
        Thread closer = MonitorFixture.closing(monitor);
        while (closer.isAlive()) {
            clock.advance(STEP);
        }
        ActivityInterval last = sink.received().getLast();
        assertEquals(0, last.end().getNano(), last::toString);
        assertEquals(Duration.ofSeconds(3), Duration.between(last.start(), last.end()));
    }

    /** Returns what comes out, and when, if the only key is struck so long after a whole second. */
    private List<String> outputs(Duration afterASecond) throws Exception {
        SteppedClock clock = new SteppedClock();
        ScriptedSource source = new ScriptedSource();
        CollectingSink sink = new CollectingSink("main");
        Path spool = directory.resolve("spool-" + afterASecond.toMillis());
        List<String> outputs = new CopyOnWriteArrayList<>();
        MonitorFixture.Calls calls = new MonitorFixture.Calls();
        ActivityMonitor monitor = ActivityMonitor.of(source)
                .sink(sink)
                .live(new Collected(outputs))
                .spool(spool)
                .clock(clock)
                .flushEvery(FLUSH)
                .listener(calls)
                .start();
        calls.live.await();
        clock.advance(Duration.ofHours(1));
        Instant begin = clock.now();
        clock.advance(afterASecond);
        source.report(InputHandler::keyPress);
        String saved = "";
        while (Duration.between(begin, clock.now()).compareTo(FLUSH.plusSeconds(2)) < 0) {
            clock.advance(STEP);
            String now = interval(spool);
            if (!now.equals(saved)) {
                outputs.add("saved " + clock.now() + " " + now);
                saved = now;
            }
        }
        for (ActivityInterval interval : sink.received()) {
            outputs.add("interval " + interval.start() + " to " + interval.end());
        }
        Thread closer = MonitorFixture.closing(monitor);
        while (closer.isAlive()) {
            clock.advance(STEP);
        }
        return List.copyOf(outputs);
    }

    /** Returns the open interval on the disk, without the name of its run; an empty text while nothing is open. */
    private static String interval(Path spool) throws IOException {
        Path open = spool.resolve("open.spool");
        return Files.exists(open)
                ? Files.readAllLines(open).stream()
                        .filter(line -> line.startsWith("interval "))
                        .map(line -> line.replaceFirst("[0-9a-f-]{36}", ""))
                        .toList()
                        .toString()
                : "";
    }
}

package dev.tally.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.InputHandler;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import dev.tally.testkit.CollectingSink;
import dev.tally.testkit.CollectingSink.Answer;
import dev.tally.testkit.ScriptedSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was counted and not delivered outlives the run that counted it. A killed run is one whose files were copied. */
@Timeout(60)
class SpoolTest {
    private static final Duration FLUSH = Duration.ofSeconds(30);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final SteppedClock clock = new SteppedClock();
    private final List<ActivityMonitor> started = new ArrayList<>();
    private final ScriptedSource source = new ScriptedSource();

    @AfterEach
    void closeAll() throws InterruptedException {
        for (ActivityMonitor monitor : started) {
            close(monitor);
            MonitorFixture.assertNothingUnaccounted(monitor);
        }
    }

    @Test
    void whatACloseCouldNotDeliverIsDeliveredFirstByTheNextRunUnderItsOwnIdentity() throws Exception {
        CollectingSink dead = new CollectingSink("main").otherwise(Answer.REFUSE);
        ActivityMonitor first = start(source, dead, spool());
        type(source, 3);
        close(first);
        assertEquals(spool(), first.snapshot().spool().orElseThrow());
        assertEquals(3, first.snapshot().ledgers().get(0).pending().keyPresses());

        CollectingSink sink = new CollectingSink("main");
        ScriptedSource again = new ScriptedSource();
        ActivityMonitor second = start(again, sink, spool());
        type(again, 2);
        close(second);
        assertEquals(
                List.of(3L, 2L),
                sink.received().stream().map(i -> i.counts().keyPresses()).toList());
        assertEquals(first.snapshot().run(), sink.received().get(0).run());
        assertEquals(dead.attempts().get(0), sink.received().get(0));
        Ledger ledger = second.snapshot().ledgers().get(0);
        assertEquals(5, ledger.seen().keyPresses());
        assertEquals(Counts.NONE, ledger.pending());
        assertEquals(Counts.NONE, ledger.unaccounted());
    }

    @Test
    void aRunThatIsKilledLosesNothingButTheLastSecond() throws Exception {
        start(source, new CollectingSink("main"), spool());
        type(source, 10);
        clock.advance(SECOND);
        source.report(InputHandler::keyPress);
        clock.advance(SECOND); // nothing has been cut
        Path copy = killed();
        assertEquals(11, deliveredFrom(copy).keyPresses());
    }

    @Test
    void anIntervalThatWasDeliveredIsNotDeliveredAgainAfterAKill() throws Exception {
        CollectingSink sink = new CollectingSink("main");
        start(source, sink, spool());
        type(source, 4);
        clock.advance(FLUSH);
        assertEquals(4, sink.total().keyPresses());
        assertEquals(0, deliveredFrom(killed()).keyPresses());
    }

    /** Killed between the cut, which the sink's file knows, and the removal of the open interval. */
    @Test
    void anOpenIntervalThatWasCutMeanwhileIsNotDeliveredTwice() throws Exception {
        start(source, new CollectingSink("main").otherwise(Answer.REFUSE), spool());
        type(source, 4);
        clock.advance(SECOND); // and they are saved
        byte[] open = Files.readAllBytes(spool().resolve("open.spool"));
        clock.advance(FLUSH);
        Path copy = killed();
        Files.write(copy.resolve("open.spool"), open);
        assertEquals(4, deliveredFrom(copy).keyPresses());
    }

    @Test
    void whatASinkAcceptsWhileItIsInterruptedIsNotDeliveredAgain() throws Exception {
        ActivityMonitor first = started(ActivityMonitor.of(source)
                .sink(new IntervalSink() {
                    @Override
                    public String name() {
                        return "main";
                    }

                    @Override
                    public void write(ActivityInterval interval) {
                        Thread.currentThread().interrupt(); // as a close does whose patience is over
                    }

                    @Override
                    public void close() {}
                })
                .spool(spool()));
        type(source, 4);
        clock.advance(FLUSH);
        close(first);
        assertEquals(0, deliveredFrom(killed()).keyPresses());
    }

    @Test
    void eachSinkGetsWhatItHasNotGotYet() throws Exception {
        CollectingSink sound = new CollectingSink("sound");
        CollectingSink dead = new CollectingSink("dead").otherwise(Answer.REFUSE);
        ActivityMonitor first =
                started(ActivityMonitor.of(source).sink(sound).sink(dead).spool(spool()));
        type(source, 3);
        clock.advance(FLUSH);
        type(source, 1);
        clock.advance(SECOND);
        Path copy = killed();
        close(first);

        CollectingSink soundAgain = new CollectingSink("sound");
        CollectingSink deadAgain = new CollectingSink("dead");
        ScriptedSource again = new ScriptedSource();
        close(started(ActivityMonitor.of(again).sink(soundAgain).sink(deadAgain).spool(copy)));
        assertEquals(1, soundAgain.total().keyPresses());
        assertEquals(4, deadAgain.total().keyPresses());
    }

    @Test
    void nothingIsWrittenWhileIdle() throws Exception {
        start(source, new CollectingSink("main"), spool());
        type(source, 3);
        clock.advance(FLUSH.plusSeconds(5));
        List<String> before = listing();
        clock.advance(Duration.ofHours(8));
        assertEquals(before, listing());
        assertTrue(before.stream().noneMatch(line -> line.startsWith("open")), before::toString);
    }

    @Test
    void anOutboxThatIsFullOfOldRunsMergesTheNewOnesBesideThem() throws Exception {
        for (int run = 0; run < 4; run++) {
            ScriptedSource typed = new ScriptedSource();
            CollectingSink dead = new CollectingSink("main").otherwise(Answer.REFUSE);
            ActivityMonitor monitor = started(
                    ActivityMonitor.of(typed).sink(dead).outboxCapacity(2).spool(spool()));
            for (int i = 0; i < 5; i++) {
                type(typed, 1);
                clock.advance(FLUSH);
            }
            close(monitor);
        }
        CollectingSink sink = new CollectingSink("main");
        close(start(new ScriptedSource(), sink, spool()));
        assertEquals(20, sink.total().keyPresses());
        assertTrue(sink.received().size() <= 2 + 3 + 1, () -> sink.received().toString());
        assertEquals(List.of(), sink.violations());
    }

    @Test
    void aDamagedFileIsSetAsideAndCountingGoesOn() throws Exception {
        CollectingSink dead = new CollectingSink("main").otherwise(Answer.REFUSE);
        ActivityMonitor first = start(source, dead, spool());
        type(source, 3);
        close(first);
        for (byte[] bad :
                List.of(truncated(), "tally-spool 2\nwhatever\n".getBytes(), new byte[] {1, -1, 0}, new byte[0])) {
            Files.write(pending(spool()), bad);
            CollectingSink sink = new CollectingSink("main");
            ScriptedSource again = new ScriptedSource();
            ActivityMonitor monitor = start(again, sink, spool());
            type(again, 2);
            close(monitor);
            assertEquals(2, sink.total().keyPresses());
            Path aside = only(".unreadable-");
            assertEquals(bad.length, Files.size(aside));
            Files.delete(aside);
        }
    }

    @Test
    void aSecondMonitorCountsWithoutTheSpoolOfTheFirst() throws Exception {
        ActivityMonitor first = start(source, new CollectingSink("main"), spool());
        ActivityMonitor second = start(new ScriptedSource(), new CollectingSink("main"), spool());
        assertTrue(first.snapshot().spool().isPresent());
        assertFalse(second.snapshot().spool().isPresent());
        assertEquals(
                Long.toString(ProcessHandle.current().pid()),
                Files.readString(spool().resolve("lock")),
                "the file names the process that holds it");
    }

    @Test
    void whatCannotBeWrittenIsCaughtUpWith() throws Exception {
        CollectingSink dead = new CollectingSink("main").otherwise(Answer.REFUSE);
        ActivityMonitor monitor = start(source, dead, spool());
        Path block = Files.createDirectories(pending(spool())
                .resolveSibling(
                        pending(spool()).getFileName() + ".new")); // in the place of the file that would be written
        type(source, 3);
        clock.advance(FLUSH);
        assertFalse(monitor.snapshot().spool().isPresent());
        Files.delete(block);
        type(source, 1);
        clock.advance(SECOND);
        assertTrue(monitor.snapshot().spool().isPresent());
        assertEquals(4, deliveredFrom(killed()).keyPresses());
    }

    @Test
    void aDirectoryThatCannotBeMadeStopsNothing() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        CollectingSink sink = new CollectingSink("main");
        MonitorFixture.Calls calls = new MonitorFixture.Calls();
        ActivityMonitor monitor = started(ActivityMonitor.of(source)
                .sink(sink)
                .spool(file.resolve("spool"))
                .listener(calls));
        assertEquals(
                List.of("the spool " + file.resolve("spool") + " cannot be used: " + file
                        + " is not a directory; what this run counts is kept in memory only"),
                calls.warnings);
        type(source, 3);
        close(monitor);
        assertEquals(3, sink.total().keyPresses());
    }

    /** Privacy is a law: the words of the files are known, and the only times are those of intervals. */
    @Test
    void theFilesHoldCountsAndTimesOfIntervalsOnly() throws Exception {
        CollectingSink dead = new CollectingSink("main").otherwise(Answer.REFUSE);
        start(source, dead, spool());
        type(source, 3);
        clock.advance(FLUSH);
        type(source, 1);
        String time = "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z";
        String interval =
                "interval [0-9a-f-]{36} \\d+ \\d+ " + time + " " + time + "( (keyPresses|activeMillis)=\\d+)*";
        for (Path file : List.of(pending(spool()), spool().resolve("open.spool"))) {
            for (String line : Files.readAllLines(file)) {
                assertTrue(
                        line.matches("tally-spool 1|sink (main|\\*)|cut [0-9a-f-]{36} \\d+|end [0-9a-f]+|" + interval),
                        line);
            }
        }
        assertEquals("rw-------", permissions(pending(spool())));
        assertEquals("rwx------", permissions(spool()));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Path spool() {
        return directory.resolve("state").resolve("spool");
    }

    private static Path pending(Path spool) throws IOException {
        return only(spool, "pending-main-", ".spool");
    }

    private Path only(String infix) throws IOException {
        try (Stream<Path> files = Files.list(spool())) {
            return files.filter(f -> f.toString().contains(infix)).findFirst().orElseThrow();
        }
    }

    private static Path only(Path spool, String prefix, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix)
                            && f.toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private byte[] truncated() throws IOException {
        byte[] all = Files.readAllBytes(pending(spool()));
        return Arrays.copyOf(all, all.length - 20);
    }

    private List<String> listing() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(spool())) {
            for (Path file : files.sorted().toList()) {
                lines.add(file.getFileName() + " " + Files.getLastModifiedTime(file) + " "
                        + Files.getAttribute(file, "unix:ino"));
            }
        }
        return lines;
    }

    /** The files as a kill at this moment would leave them. */
    private Path killed() throws IOException {
        Path copy = Files.createTempDirectory(directory, "killed");
        try (Stream<Path> files = Files.list(spool())) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file)) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
        }
        return copy;
    }

    private Counts deliveredFrom(Path spool) throws Exception {
        CollectingSink sink = new CollectingSink("main");
        close(start(new ScriptedSource(), sink, spool));
        assertEquals(List.of(), sink.violations());
        return sink.received().stream().map(ActivityInterval::counts).reduce(Counts.NONE, Counts::plus);
    }

    private void type(ScriptedSource typed, int presses) throws InterruptedException {
        for (int i = 0; i < presses; i++) {
            typed.report(InputHandler::keyPress);
            clock.advance(Duration.ofMillis(100));
        }
    }

    private ActivityMonitor start(ScriptedSource from, CollectingSink sink, Path spool) throws Exception {
        return started(ActivityMonitor.of(from).sink(sink).spool(spool));
    }

    private ActivityMonitor started(ActivityMonitorBuilder builder) throws Exception {
        ActivityMonitor monitor = builder.clock(clock).flushEvery(FLUSH).start();
        started.add(monitor);
        clock.advance(Duration.ofMillis(40));
        return monitor;
    }

    private void close(ActivityMonitor monitor) throws InterruptedException {
        Thread closer = new Thread(monitor::close, "tally-test-closer");
        closer.setDaemon(true);
        closer.start();
        clock.awaitRest();
        while (closer.isAlive()) {
            clock.advance(Duration.ofMillis(10));
        }
    }
}

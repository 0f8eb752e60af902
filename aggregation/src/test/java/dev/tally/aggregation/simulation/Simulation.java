package dev.tally.aggregation.simulation;

import dev.tally.aggregation.ActivityMonitor;
import dev.tally.aggregation.ActivityMonitorBuilder;
import dev.tally.aggregation.Ledger;
import dev.tally.aggregation.MonitorSnapshot;
import dev.tally.aggregation.SimulatedMonitors;
import dev.tally.aggregation.internal.Platform;
import dev.tally.capture.CaptureException;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One history: a client lives several times, types, loses its network, its disk, its clock and its life, and at the end has
 * all that it needs to deliver what is left. One number decides all of it.
 */
final class Simulation {
    private static final Path DIRECTORY = Path.of("/spool");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    /** The open interval is saved so often while there is input. */
    private static final long SAVE = Duration.ofMillis(800).toNanos();

    /** A step of the wall clock below this is not noticed. */
    private static final Duration LEAST_STEP = Duration.ofSeconds(2);

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);
    private static final int MOST_ATTEMPTS_AT_THE_END = 40;

    private final Mutant mutant;
    private final boolean traced;
    private final SplittableRandom random;
    private final SimulatedTime time;
    private final SimulatedDisk disk;
    private final List<SimulatedServer> servers = new ArrayList<>();
    private final List<SimulatedSink.Weather> weathers = new ArrayList<>();
    private final List<RunRecord> runs = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private final Duration tick;
    private final Duration flush;
    private final int capacity;

    // Of the life that is under way:
    private SimulatedInput input;
    private @Nullable ActivityMonitor monitor;
    private @Nullable RunRecord record;
    private Counts restored = Counts.NONE;
    private boolean spoolOpened;
    private long diskSoundSince;

    /**
     * Prepares one history.
     *
     * @param mutant the fault that is put around the monitor
     * @param traced whether what happens is written down
     * @param databases what each server keeps its intervals in as well
     */
    Simulation(long seed, Mutant mutant, boolean traced, Function<SimulatedTime, SimulatedServer.Database> databases) {
        this.mutant = mutant;
        this.traced = traced;
        this.random = new SplittableRandom(seed);
        this.time = new SimulatedTime(random.split());
        this.disk = new SimulatedDisk(time, random.split(), this::trace);
        this.tick = Duration.ofMillis(List.of(20, 50, 100).get(random.nextInt(3)));
        this.flush = Duration.ofSeconds(List.of(1, 5, 30).get(random.nextInt(3)));
        this.capacity = List.of(2, 3, 6, 64).get(random.nextInt(4));
        this.input = new SimulatedInput(true);
        for (int i = 0; i <= random.nextInt(2); i++) {
            servers.add(new SimulatedServer(mutant.checksIdentity(), databases.apply(time)));
            weathers.add(new SimulatedSink.Weather());
        }
    }

    /** Lets it happen; returns what is wrong. */
    List<String> run() {
        trace("tick " + tick + ", flush " + flush + ", capacity " + capacity + ", " + servers.size() + " sinks");
        int lives = 2 + random.nextInt(4);
        for (int i = 0; i < lives && violations.isEmpty(); i++) {
            live();
        }
        if (violations.isEmpty()) {
            deliverAllThatIsLeft();
        }
        for (int i = 0; i < servers.size() && violations.isEmpty(); i++) {
            check("sink-" + i, servers.get(i));
        }
        return violations;
    }

    private void check(String name, SimulatedServer server) {
        if (server.overlaps() > 0) {
            violations.add(name + " got " + server.overlaps() + " overlapping intervals");
        }
        for (RunRecord run : runs) {
            run.check(name, server.sumOf(run.run()), violations);
        }
        server.accepted().filter(this::isTooLong).forEach(interval -> violations.add(interval + " is too long"));
    }

    /** The wall clock may jump, but an interval that was not merged is no longer than from its first input to its cut. */
    private boolean isTooLong(ActivityInterval interval) {
        Duration length = Duration.between(interval.start(), interval.end());
        Duration longest = flush.plus(LEAST_STEP).plus(tick.multipliedBy(3));
        return interval.first() == interval.last() && length.compareTo(longest) > 0;
    }

    /** Returns the servers, to look at what they have at the end. */
    List<SimulatedServer> servers() {
        return servers;
    }

    /** Returns what happened, line by line. */
    List<String> trace() {
        return trace;
    }

    private void trace(String line) {
        if (traced) {
            trace.add("%12.3f s  %s"
                    .formatted(time.nanos() / 1e9 - Duration.ofDays(1).toSeconds(), line));
        }
    }

    private void live() {
        time.clearEvents();
        disturb();
        try {
            start();
            use();
            close();
        } catch (SimulatedTime.Killed e) {
            // the rest of this method says what that means
        }
        end();
    }

    /** Plans what goes wrong in this life. */
    private void disturb() {
        for (SimulatedSink.Weather weather : weathers) {
            for (int i = random.nextInt(4); i > 0; i--) {
                time.after(random.nextLong(60 * SECOND), () -> weather.change(random));
            }
        }
        if (random.nextInt(3) == 0) {
            planDiskTrouble();
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            time.after(random.nextLong(60 * SECOND), this::jump);
        }
        switch (random.nextInt(4)) {
            case 0 -> time.after(random.nextLong(70 * SECOND), this::kill);
            case 1 -> disk.crashIn(1 + random.nextInt(200));
            default -> trace("this life ends by a close");
        }
    }

    private void planDiskTrouble() {
        long from = random.nextInt(4) == 0 ? 0 : random.nextLong(60 * SECOND);
        SimulatedDisk.Trouble[] kinds = SimulatedDisk.Trouble.values();
        SimulatedDisk.Trouble kind = kinds[1 + random.nextInt(kinds.length - 1)];
        time.after(from, () -> trouble(kind));
        if (random.nextInt(4) > 0) {
            time.after(from + random.nextLong(30 * SECOND), () -> trouble(SimulatedDisk.Trouble.NONE));
        }
    }

    private void trouble(SimulatedDisk.Trouble kind) {
        trace("disk: " + kind);
        observe();
        disk.trouble(kind);
        diskSoundSince = kind == SimulatedDisk.Trouble.NONE ? time.nanos() : Long.MAX_VALUE;
    }

    private void jump() {
        Duration by = Duration.ofMillis(random.nextLong(-3_000, 3_000))
                .multipliedBy(List.of(1, 60, 3600, 10_000_000).get(random.nextInt(4)));
        trace("the wall clock jumps by " + by);
        time.jump(by);
    }

    private void kill() {
        trace("killed");
        time.kill();
    }

    private void start() {
        time.newLife();
        record = null;
        monitor = null;
        spoolOpened = false;
        input = new SimulatedInput(mutant.drainsAtTheEnd());
        time.sleep(1); // lets trouble come that is there from the beginning
        time.requireAlive();
        Platform platform = new Platform(time, time, random::split, this::newRun, mutant.around(disk));
        ActivityMonitorBuilder builder = SimulatedMonitors.of(input, input::awaitRunning, platform)
                .sampleEvery(tick)
                .flushEvery(flush)
                .closeWithin(CLOSE_WITHIN)
                .outboxCapacity(capacity)
                .spool(DIRECTORY);
        for (int i = 0; i < servers.size(); i++) {
            builder.sink(mutant.around(new SimulatedSink(
                    "sink-" + i, servers.get(i), weathers.get(i), time, random.split(), this::trace)));
        }
        try {
            monitor = builder.start();
        } catch (CaptureException e) {
            throw new IllegalStateException(e);
        }
        MonitorSnapshot snapshot = monitor.snapshot();
        record = new RunRecord(snapshot.run());
        record.safeUntil(time.nanos());
        runs.add(record);
        restored = snapshot.ledgers().get(0).seen();
        trace("started run " + runs.size() + (snapshot.spool().isPresent() ? "" : " without all of the spool"));
        spoolOpened = snapshot.spool().isPresent();
        if (spoolOpened) {
            runs.subList(0, runs.size() - 1).forEach(RunRecord::makeSafe);
        }
    }

    private UUID newRun() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private void use() {
        long end = time.nanos() + random.nextLong(5 * SECOND, 80 * SECOND);
        while (time.nanos() < end) {
            for (int burst = random.nextInt(30); burst > 0 && time.nanos() < end; burst--) {
                type();
                time.sleep(random.nextLong(SECOND / 200, SECOND / 3));
                time.requireAlive();
            }
            observe();
            time.sleep(random.nextLong(random.nextInt(5) == 0 ? 40 * SECOND : 3 * SECOND));
            time.requireAlive();
        }
        for (int last = random.nextInt(4); last > 0; last--) {
            type(); // and no tick before the close
        }
    }

    private void type() {
        observe();
        RunRecord.Kind[] kinds = RunRecord.Kind.values();
        RunRecord.Kind kind = kinds[random.nextInt(kinds.length)];
        boolean held = random.nextInt(4) == 0 && record().hasReport(time.nanos() - SECOND / 2, time.nanos());
        record().add(time.nanos(), kind);
        if (held) {
            input.hold(kind.report());
        } else {
            input.report(kind.report());
        }
    }

    private RunRecord record() {
        RunRecord now = record;
        if (now == null) {
            throw new IllegalStateException("no run is under way");
        }
        return now;
    }

    /** Looks at the ledgers, and whether the disk has what the monitor says that it has. */
    private void observe() {
        ActivityMonitor now = monitor;
        if (now == null || time.isKilled()) {
            return;
        }
        MonitorSnapshot snapshot = now.snapshot();
        for (Ledger ledger : snapshot.ledgers()) {
            if (!ledger.unaccounted().equals(Counts.NONE)) {
                violations.add(ledger.sink() + ": unaccounted: " + ledger.unaccounted());
            }
            if (!ledger.lost().isEmpty()) {
                violations.add(ledger.sink() + ": lost although a sink of intervals loses nothing: " + ledger.lost());
            }
        }
        if (snapshot.spool().isPresent()) {
            record().safeUntil(time.nanos());
        } else if (spoolOpened && record().hasReport(diskSoundSince, time.nanos() - SAVE - 3 * tick.toNanos())) {
            violations.add("the disk is sound again, there was input, and the spool has not caught up");
        }
    }

    private void close() {
        ActivityMonitor closing = monitor;
        if (closing == null) {
            throw new IllegalStateException("nothing to close");
        }
        observe();
        trace("close");
        closing.close();
        time.requireAlive();
        observe();
        MonitorSnapshot snapshot = closing.snapshot();
        trace("closed; pending: " + snapshot.ledgers().get(0).pending().keyPresses() + " keys, spool: "
                + snapshot.spool());
        Counts seen = snapshot.ledgers().get(0).seen().minus(restored);
        record().check("the ledger", seen, violations);
        if (snapshot.spool().isPresent()) {
            record().makeSafe();
        } else {
            record().mayMissAfterSafeMoment(SAVE + 3 * tick.toNanos());
        }
        monitor = null;
    }

    /** Ends a life, whether it was closed or killed. */
    private void end() {
        boolean wasKilled = monitor != null;
        if (monitor != null && record != null) {
            trace("ends by a kill");
            observeAfterKill(monitor, record);
            record.mayMissAfterSafeMoment(SAVE + 3 * tick.toNanos());
        }
        time.kill();
        input.stop();
        time.awaitEndOfThreads();
        disk.processEnded();
        if (time.fault() != null) {
            violations.add("a thread died of " + time.fault());
        }
        if (wasKilled && random.nextInt(3) == 0) {
            losePower();
        }
        record = null;
        monitor = null;
    }

    private void observeAfterKill(ActivityMonitor killed, RunRecord run) {
        if (killed.snapshot().spool().isPresent()) {
            run.safeUntil(time.nanos());
        }
    }

    /** Takes what no sync has made safe: of each run that no later one could take over, up to one interval. */
    private void losePower() {
        disk.losePower();
        for (RunRecord run : runs) {
            if (!run.isSafe()) {
                run.mayMissAfterSafeMoment(flush.toNanos() + SAVE + 3 * tick.toNanos());
            }
        }
    }

    private void deliverAllThatIsLeft() {
        time.clearEvents();
        trace("all is well from now on");
        weathers.forEach(SimulatedSink.Weather::clear);
        trouble(SimulatedDisk.Trouble.NONE);
        boolean done = false;
        for (int i = 0; i < MOST_ATTEMPTS_AT_THE_END && !done; i++) {
            start();
            time.sleep(70 * SECOND);
            type();
            time.sleep(2 * SECOND);
            ActivityMonitor last = monitor;
            close();
            done = last != null
                    && last.snapshot().ledgers().stream()
                            .noneMatch(ledger -> ledger.pending().hasActivity());
            end();
        }
        if (!done) {
            violations.add("not delivered although all is well");
        }
    }
}

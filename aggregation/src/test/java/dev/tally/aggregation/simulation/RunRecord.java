package dev.tally.aggregation.simulation;

import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** What really happened in one run, and how much of it may be missing: kept by the simulation, not by the monitor. */
final class RunRecord {
    private final UUID run;
    private final List<Report> reports = new ArrayList<>();
    private long missingFrom = Long.MAX_VALUE;
    private long safeUntil;
    private boolean safe;

    private record Report(long at, Kind kind) {}

    /** A kind of report, and what it counts. */
    enum Kind {
        KEY(Count.KEY_PRESSES, 1, InputHandler::keyPress),
        REPEAT(Count.KEY_REPEATS, 1, InputHandler::keyRepeat),
        CLICK(Count.LEFT_CLICKS, 1, handler -> handler.buttonPress(PointerButton.LEFT)),
        MOTION(Count.DISTANCE_1000, 5000, handler -> handler.motion(3, 4)),
        SCROLL(Count.VERTICAL_120, 60, handler -> handler.scroll(0, -60)),
        GAP(Count.GAPS, 1, InputHandler::gap);

        private final Count count;
        private final long amount;
        private final Consumer<InputHandler> report;

        Kind(Count count, long amount, Consumer<InputHandler> report) {
            this.count = count;
            this.amount = amount;
            this.report = report;
        }

        Consumer<InputHandler> report() {
            return report;
        }
    }

    RunRecord(UUID run) {
        this.run = run;
    }

    UUID run() {
        return run;
    }

    void add(long at, Kind kind) {
        reports.add(new Report(at, kind));
    }

    /** Returns whether there was a report between two moments. */
    boolean hasReport(long from, long to) {
        return reports.stream().anyMatch(report -> report.at() >= from && report.at() <= to);
    }

    /** Notes that the disk has all that was reported until a moment, except what was reported in the last second before it. */
    void safeUntil(long moment) {
        safeUntil = moment;
    }

    /** Allows all to be missing that was reported after the last safe moment, or so long before it. */
    void mayMissAfterSafeMoment(long before) {
        missingFrom = Math.min(missingFrom, safeUntil - before);
    }

    /** Says that a loss of power takes nothing more of this run. */
    void makeSafe() {
        safe = true;
    }

    boolean isSafe() {
        return safe;
    }

    Counts recorded() {
        return recorded(Long.MIN_VALUE);
    }

    private Counts recorded(long from) {
        Counts sum = Counts.NONE;
        for (Kind kind : Kind.values()) {
            long times = reports.stream()
                    .filter(report -> report.kind() == kind && report.at() >= from)
                    .count();
            sum = sum.with(kind.count, times * kind.amount);
        }
        return sum;
    }

    /** Compares what a server has of this run with what really happened. */
    void check(String server, Counts received, List<String> violations) {
        Counts recorded = recorded();
        Counts mayBeMissing = missingFrom == Long.MAX_VALUE ? Counts.NONE : recorded(missingFrom);
        for (Kind kind : Kind.values()) {
            long has = received.get(kind.count);
            long really = recorded.get(kind.count);
            if (has > really || has < really - mayBeMissing.get(kind.count)) {
                violations.add(server + " has " + has + " " + kind.count.label() + " of a run with " + really
                        + ", of which at most " + mayBeMissing.get(kind.count) + " may be missing");
            }
        }
    }
}

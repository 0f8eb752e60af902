package dev.tally.aggregation.internal;

import dev.tally.aggregation.Backlog;
import dev.tally.aggregation.Ledger;
import dev.tally.sink.Counts;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The totals of what went through one outbox until a moment; {@code offered = delivered + held}.
 *
 * @param restored what earlier runs had left in the spool; part of what was offered
 * @param offered all that was ever put in
 * @param delivered what the sink has accepted of it
 * @param held what is still in the outbox
 * @param intervals how many intervals are still in the outbox
 * @param oldest the beginning of the oldest of them; empty if there are none
 */
public record OutboxTotals(
        Counts restored, Counts offered, Counts delivered, Counts held, int intervals, Optional<Instant> oldest) {

    /** Returns how many intervals wait for the sink of this name. */
    public Backlog backlog(String sink) {
        return new Backlog(sink, intervals, oldest);
    }

    /**
     * Returns the ledger of the sink.
     *
     * @param sink the name of the sink
     * @param counted all that was counted since the start, read after these totals; what of it was never offered has not
     *     been cut yet and is pending
     */
    public Ledger ledger(String sink, Counts counted) {
        Counts seen = counted.plus(restored);
        return new Ledger(sink, seen, delivered, held.plus(seen.minus(offered)), Map.of());
    }
}

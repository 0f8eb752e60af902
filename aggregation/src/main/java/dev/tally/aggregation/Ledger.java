package dev.tally.aggregation;

import dev.tally.sink.Counts;
import java.util.Map;

/**
 * What became of every count for one sink: {@code seen = delivered + pending + lost}.
 *
 * <p>The equation is a check and not a definition, since the four are measured at different places: {@code seen} is read
 * from the counters, {@code delivered} is added up when the sink accepts, {@code pending} is the sum of what is in the
 * outbox now and of what has not been cut yet.
 *
 * @param sink the name of the sink
 * @param seen all that was counted since the start, and what earlier runs had left in the spool for this sink
 * @param delivered what the sink has accepted
 * @param pending what it has not accepted yet and is kept for it; after the close, what it never accepted
 * @param lost what the sink will never get, by reason
 */
public record Ledger(String sink, Counts seen, Counts delivered, Counts pending, Map<String, Counts> lost) {

    /** Creates a ledger with a copy of the map. */
    public Ledger {
        lost = Map.copyOf(lost);
    }

    /**
     * Returns what was seen and is neither delivered nor pending nor lost, which is nothing unless Tally has a fault.
     *
     * @return always {@link Counts#NONE}
     * @throws IllegalArgumentException if more was delivered than was seen, naming the count
     */
    public Counts unaccounted() {
        Counts accounted = delivered.plus(pending);
        for (Counts reason : lost.values()) {
            accounted = accounted.plus(reason);
        }
        return seen.minus(accounted);
    }
}

package dev.tally.sink;

import java.util.Map;

/**
 * What became of the samples that a live sink was given: {@code published = delivered + pending + lost}.
 *
 * <p>A sink that has several receivers, for example viewers, counts each sample once for each receiver that it was meant
 * for; without a receiver it is not counted.
 *
 * @param sink the name of the sink
 * @param published samples that were to be delivered
 * @param delivered samples that were handed to the system or to a receiver
 * @param pending samples that wait
 * @param lost samples that were dropped, by reason
 */
public record SampleLedger(String sink, long published, long delivered, long pending, Map<String, Long> lost) {

    /** Creates a ledger with a copy of the map. */
    public SampleLedger {
        lost = Map.copyOf(lost);
    }

    /**
     * Returns how many samples were published and are neither delivered nor pending nor lost.
     *
     * @return always 0, unless Tally has a fault
     */
    public long unaccounted() {
        return published
                - delivered
                - pending
                - lost.values().stream().mapToLong(Long::longValue).sum();
    }
}

package dev.tally.aggregation;

import dev.tally.capture.spi.SourceTraits;
import dev.tally.sink.Counts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The state of a monitor at one moment.
 *
 * @param run the identity of this run, which every interval carries
 * @param source what is being read; absent until it has been opened
 * @param live whether a report made now would be counted
 * @param keyboards how many keyboards are being read; 0 means blind, not idle
 * @param pointers how many pointers are being read
 * @param seen all that was counted since the start
 * @param ledgers what became of it, one per sink, in the order in which they were given
 * @param spool the directory that holds all that is pending, except the last second of input; absent if there is no spool
 *     or it cannot be written
 */
public record MonitorSnapshot(
        UUID run,
        Optional<SourceTraits> source,
        boolean live,
        int keyboards,
        int pointers,
        Counts seen,
        List<Ledger> ledgers,
        Optional<Path> spool) {

    /** Copies the list. */
    public MonitorSnapshot {
        ledgers = List.copyOf(ledgers);
    }
}

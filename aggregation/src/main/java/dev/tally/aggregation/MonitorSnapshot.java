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
 * @param source what kind of source is read; absent until it has been opened
 * @param live whether a report made now would be counted
 * @param keyboards how many keyboards are read; with 0, no key press can be counted
 * @param pointers how many pointers are read; with 0, no motion or click can be counted
 * @param seen all that was counted since the start
 * @param ledgers what became of the counts: one ledger per sink, in the order in which the sinks were added
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

    /** Creates a snapshot with a copy of the list. */
    public MonitorSnapshot {
        ledgers = List.copyOf(ledgers);
    }
}

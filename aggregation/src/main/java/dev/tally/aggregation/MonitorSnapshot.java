package dev.tally.aggregation;

import dev.tally.capture.spi.SourceTraits;
import dev.tally.sink.Counts;
import dev.tally.sink.SampleLedger;
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
 * @param paused whether counting is paused; then the source is closed
 * @param keyboards how many keyboards are read; with 0, no key press can be counted
 * @param pointers how many pointers are read; with 0, no motion or click can be counted
 * @param seen all that was counted since the start
 * @param recent what was counted today and in the last minute
 * @param ledgers what became of the counts: one ledger per sink, in the order in which the sinks were added
 * @param backlogs how many intervals wait for each sink, in the same order
 * @param liveLedgers what became of the samples: one ledger for each live sink that counts them
 * @param spool the directory that holds all that is pending, except the last second of input; absent if there is no spool
 *     or it cannot be written
 */
public record MonitorSnapshot(
        UUID run,
        Optional<SourceTraits> source,
        boolean live,
        boolean paused,
        int keyboards,
        int pointers,
        Counts seen,
        RecentCounts recent,
        List<Ledger> ledgers,
        List<Backlog> backlogs,
        List<SampleLedger> liveLedgers,
        Optional<Path> spool) {

    /** Creates a snapshot with copies of the lists. */
    public MonitorSnapshot {
        ledgers = List.copyOf(ledgers);
        backlogs = List.copyOf(backlogs);
        liveLedgers = List.copyOf(liveLedgers);
    }
}

package dev.tally.aggregation.internal;

import dev.tally.aggregation.ActivityMonitor;
import dev.tally.aggregation.Backlog;
import dev.tally.aggregation.Ledger;
import dev.tally.aggregation.MonitorListener;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.IntervalSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the intervals of one monitor to all its sinks, and keeps them on disk meanwhile if there is a spool.
 *
 * <p><b>Threads.</b> {@link #cut} and {@link #save} are the sampler's; {@link #ledgers} and {@link #spool} may be called by
 * any thread; the others by the thread that starts and closes.
 */
public final class Deliveries implements Sampler.IntervalOutlet {
    private static final Logger LOG = LoggerFactory.getLogger(ActivityMonitor.class);

    private final List<SinkWorker> workers = new ArrayList<>();
    private final Optional<Spool> spool;

    /**
     * Creates an outbox and a worker for each sink.
     *
     * @param capacity of each outbox, in intervals
     * @param spool keeps what is pending; its take-over ends here
     */
    public Deliveries(
            List<IntervalSink> sinks,
            int capacity,
            Optional<Spool> spool,
            Platform platform,
            MonitorListener listener) {
        this.spool = spool;
        for (IntervalSink sink : sinks) {
            Outbox.Store store = spool.map(it -> it.store(sink.name())).orElse(Outbox.Store.NONE);
            workers.add(new SinkWorker(sink, new Outbox(capacity, store), platform, listener));
        }
        spool.ifPresent(Spool::begin);
    }

    /** Starts the workers. */
    public void start() {
        workers.forEach(SinkWorker::start);
    }

    @Override
    public void cut(ActivityInterval interval) {
        workers.forEach(worker -> worker.offer(interval));
        spool.ifPresent(Spool::cut);
    }

    @Override
    public void save(ActivityInterval soFar) {
        spool.ifPresent(it -> it.save(soFar));
    }

    /** Returns the ledgers of all sinks, which balance with one reading of the counters, taken in between. */
    public List<Ledger> ledgers(Supplier<Counts> counters) {
        List<OutboxTotals> totals = workers.stream().map(SinkWorker::totals).toList();
        Counts counted = counters.get(); // after the totals, or they could hold more than was seen
        List<Ledger> ledgers = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            ledgers.add(totals.get(i).ledger(workers.get(i).name(), counted));
        }
        return ledgers;
    }

    /** Returns how many intervals wait for each sink. */
    public List<Backlog> backlogs() {
        return workers.stream()
                .map(worker -> worker.totals().backlog(worker.name()))
                .toList();
    }

    /** Returns the directory of the spool if it holds all that is pending. */
    public Optional<Path> spool() {
        return spool.filter(Spool::isWritten).map(Spool::directory);
    }

    /** Returns whether the caller is the thread of a worker. */
    public boolean isCurrentThread() {
        return workers.stream().anyMatch(SinkWorker::isCurrentThread);
    }

    /**
     * Delivers what is left, and gives up each sink that does not return.
     *
     * @param interruptAt when sinks that still write are interrupted
     * @param deadline when those that still do not return are given up
     */
    public void finish(long interruptAt, long deadline) {
        workers.forEach(worker -> worker.finish(interruptAt));
        List<SinkWorker> late =
                workers.stream().filter(worker -> !worker.awaitEnd(interruptAt)).toList();
        late.forEach(SinkWorker::interrupt);
        late.stream().filter(worker -> !worker.awaitEnd(deadline)).forEach(SinkWorker::abandon);
    }

    /** Logs, for each sink, what could not be delivered before the close was over. */
    public void logPending(List<Ledger> ledgers) {
        String outcome = spool().map(directory -> "kept in " + directory + " for the next run")
                .orElse("not delivered at the close");
        for (Ledger ledger : ledgers) {
            if (ledger.pending().hasActivity()) {
                LOG.warn("{}: {}: {}", ledger.sink(), outcome, text(ledger.pending()));
            }
        }
    }

    private static String text(Counts counts) {
        return Arrays.stream(Count.values())
                .filter(count -> counts.get(count) > 0)
                .map(count -> count.label() + "=" + counts.get(count))
                .collect(Collectors.joining(", "));
    }

    /** Lets another monitor use the spool. */
    public void closeSpool() {
        spool.ifPresent(Spool::close);
    }
}

package dev.tally.examples.server;

import dev.tally.sink.SinkException;
import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.Contribution;
import dev.tally.sink.store.StoreFullException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits queued contributions in batches, on one thread.
 *
 * <p>While one batch is flushed to the disk, the next one gathers: under load the batches grow, and share the cost of a
 * flush. After the commit, the outcome of each contribution is called.
 *
 * <p><b>Threads.</b> Any thread may call {@link #offer}. Outcomes are called on the executor, so that the next commit does
 * not wait for them.
 *
 * <p><b>Cost.</b> At most {@value #CAPACITY} contributions wait; beyond that, {@link #offer} refuses. While idle, the thread wakes
 * once an hour, to remove counts that are too old.
 *
 * <p><b>Failure.</b> A batch that cannot be committed fails as a whole. From then on a commit is tried every second until
 * one succeeds: {@link #isHealthy} then returns true again, and a database whose files were removed has been reopened. A
 * database that is full is tried with the next contribution only.
 */
final class CommitQueue implements Ingest {
    static final int CAPACITY = 8192;
    private static final int LARGEST_BATCH = 1024;
    private static final Logger LOG = LoggerFactory.getLogger(CommitQueue.class);

    private record Waiting(@Nullable Contribution contribution, Outcome outcome) {}

    private static final Waiting STOP = new Waiting(null, Outcome.NONE);
    private static final Waiting PROBE = new Waiting(null, Outcome.NONE);

    private final ActivityStore store;
    private final Executor executor;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Thread thread = new Thread(this::run, "commit");
    private final LongAdder[] outcomes =
            Stream.generate(LongAdder::new).limit(Acceptance.values().length).toArray(LongAdder[]::new);
    private final LongAdder failures = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final LongAdder commitNanos = new LongAdder();
    private volatile boolean healthy = true;
    private Reply refusal = Reply.DATABASE_UNAVAILABLE; // used by the thread
    private volatile boolean closing;

    CommitQueue(ActivityStore store, Executor executor) {
        this.store = store;
        this.executor = executor;
        thread.start();
    }

    @Override
    public boolean offer(Contribution contribution, Outcome outcome) {
        boolean queued = !closing && queue.offer(new Waiting(contribution, outcome));
        if (!queued) {
            refusals.increment();
        }
        return queued;
    }

    /** Makes the thread try a commit, although there may be nothing to commit. */
    @Override
    public void probe() {
        if (healthy && !closing) {
            queue.offer(PROBE);
        }
    }

    @Override
    public boolean isHealthy() {
        return healthy;
    }

    @Override
    public Map<String, Long> outcomes() {
        Map<String, Long> all = new LinkedHashMap<>();
        for (Acceptance outcome : Acceptance.values()) {
            all.put(outcome.name().toLowerCase(Locale.ROOT), outcomes[outcome.ordinal()].sum());
        }
        all.put("failed", failures.sum());
        all.put("overload", refusals.sum());
        return all;
    }

    @Override
    public long commits() {
        return commits.sum();
    }

    @Override
    public long commitNanos() {
        return commitNanos.sum();
    }

    @Override
    public int waiting() {
        return queue.size();
    }

    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                queue.offer(STOP, 100, TimeUnit.MILLISECONDS);
                thread.join(100);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (commitOrLog()) {}
        } catch (InterruptedException e) {
            LOG.error("the thread that commits was interrupted", e);
            closing = true;
        }
        fail(drain(), Reply.DATABASE_UNAVAILABLE);
    }

    /** What fails beside the store, such as memory, costs the answers of one batch, and not the thread. */
    private boolean commitOrLog() throws InterruptedException {
        try {
            return commitNext();
        } catch (RuntimeException | Error e) {
            LOG.error("clients were not told what became of their counts, and send them again", e);
            return true;
        }
    }

    private boolean commitNext() throws InterruptedException {
        Waiting next = healthy ? queue.poll(1, TimeUnit.HOURS) : queue.poll(1, TimeUnit.SECONDS);
        if (next == null) {
            idle();
            return true;
        }
        List<Waiting> batch = new ArrayList<>();
        batch.add(next);
        queue.drainTo(batch, LARGEST_BATCH - 1);
        boolean stop = batch.removeIf(waiting -> waiting == STOP);
        if (!batch.isEmpty()) {
            commit(batch);
        }
        return !stop;
    }

    private void commit(List<Waiting> batch) {
        List<Contribution> contributions = new ArrayList<>(batch.size());
        for (Waiting waiting : batch) {
            if (waiting.contribution != null) {
                contributions.add(waiting.contribution);
            }
        }
        List<Acceptance> accepted = new ArrayList<>(contributions.size());
        long start = System.nanoTime();
        if (tryStore(() -> accepted.addAll(store.record(contributions)))) {
            commits.increment();
            commitNanos.add(System.nanoTime() - start);
            accepted.forEach(outcome -> outcomes[outcome.ordinal()].increment());
            executor.execute(() -> tell(batch, accepted));
        } else {
            fail(batch, refusal);
        }
    }

    /** Batch and outcomes are in the same order; a probe has no outcome. */
    private static void tell(List<Waiting> batch, List<Acceptance> accepted) {
        int next = 0;
        for (Waiting waiting : batch) {
            if (waiting.contribution != null) {
                waiting.outcome.committed(accepted.get(next++));
            }
        }
    }

    private void idle() {
        if (healthy) {
            tryStore(store::prune);
        } else if (!refusal.equals(Reply.DATABASE_FULL)) { // for nothing, there would be space
            tryStore(() -> store.record(List.of()));
        }
    }

    private interface Attempt {
        void run() throws SinkException;
    }

    private boolean tryStore(Attempt attempt) {
        try {
            attempt.run();
            if (!healthy) {
                LOG.info("counts are written to the database again");
            }
            healthy = true;
            return true;
        } catch (SinkException e) {
            if (healthy) {
                LOG.error("counts cannot be written, clients are asked to retry: {}", e.getMessage());
            }
            refusal = e instanceof StoreFullException ? Reply.DATABASE_FULL : Reply.DATABASE_UNAVAILABLE;
            healthy = false;
            return false;
        } catch (RuntimeException | Error e) {
            LOG.error("counts cannot be written, clients are asked to retry", e);
            refusal = Reply.DATABASE_UNAVAILABLE;
            healthy = false;
            return false;
        }
    }

    private List<Waiting> drain() {
        List<Waiting> rest = new ArrayList<>();
        queue.drainTo(rest);
        return rest;
    }

    private void fail(List<Waiting> rest, Reply reply) {
        if (!rest.isEmpty()) {
            failures.add(rest.stream()
                    .filter(waiting -> waiting.contribution != null)
                    .count());
            executor.execute(() -> rest.forEach(waiting -> waiting.outcome.failed(reply)));
        }
    }
}

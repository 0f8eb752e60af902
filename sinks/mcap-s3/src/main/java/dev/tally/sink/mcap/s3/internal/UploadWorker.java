package dev.tally.sink.mcap.s3.internal;

import dev.tally.sink.mcap.PendingUpload;
import dev.tally.sink.mcap.s3.UploadListener;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Uploads recordings into the store, one after the other, until the store has each.
 *
 * <pre>
 *   waiting ── locked, the store took it ────────► uploaded  (its marker is deleted under the lock)
 *   waiting ── locked, the store did not take it ► waiting   (last in the queue, after a pause that doubles)
 *   waiting ── another uploader has the lock ────► waiting   (last in the queue, after a pause)
 *   waiting ── its marker is gone ───────────────► forgotten (another uploader was faster)
 *   closing: each that waits is attempted once more, if its attempt begins before the deadline; then the thread ends
 * </pre>
 *
 * <p><b>Threads.</b> {@link #run} is for one thread, the rest for any. {@code lock} guards the queue and the closing;
 * it is not held during an upload. {@code failures} is the running thread's own.
 *
 * <p><b>Order and time.</b> The oldest first. After a failure all of them wait: a random part, at least half, of a time
 * that doubles up to a limit.
 */
public final class UploadWorker implements Runnable {
    private enum Outcome {
        UPLOADED,
        FORGOTTEN,
        FAILED,
        BUSY
    }

    private final ObjectStore store;
    private final Function<Path, String> keys;
    private final UploadListener listener;
    private final long firstWaitNanos;
    private final long longestWaitNanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Path> waiting = new LinkedHashSet<>();
    private final Set<Path> triedLast = new HashSet<>(); // once closing
    private boolean closing;
    private long deadline; // System.nanoTime, once closing
    private int failures;
    private volatile long uploaded;

    /**
     * Creates a worker, which uploads nothing before it runs.
     *
     * @param keys gives the key of a recording
     * @param firstWait the pause after a first failure
     * @param longestWait the limit of the pauses, which double
     */
    public UploadWorker(
            ObjectStore store,
            Function<Path, String> keys,
            UploadListener listener,
            Duration firstWait,
            Duration longestWait) {
        this.store = store;
        this.keys = keys;
        this.listener = listener;
        this.firstWaitNanos = firstWait.toNanos();
        this.longestWaitNanos = longestWait.toNanos();
    }

    /** Queues a recording that has a marker. */
    public void offer(Path recording) {
        lock.lock();
        try {
            waiting.add(recording);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets {@link #run} return after one more attempt for each recording that waits. An attempt that is under way when
     * this is called, and fails, is repeated once, too. None begins after the deadline.
     *
     * @return whether this is the first call
     */
    public boolean close(Duration within) {
        lock.lock();
        try {
            if (closing) {
                return false;
            }
            closing = true;
            deadline = System.nanoTime() + within.toNanos();
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Uploads until {@link #close} is called. */
    @Override
    public void run() {
        try (store) {
            for (Optional<Path> next = next(); next.isPresent(); next = next()) {
                finish(next.get(), attempt(next.get()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the oldest that waits, or waits for one; empty at the end. */
    private Optional<Path> next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closing) {
                changed.await();
            }
            return closing ? nextLast() : Optional.of(waiting.iterator().next());
        } finally {
            lock.unlock();
        }
    }

    private Optional<Path> nextLast() {
        if (deadline - System.nanoTime() <= 0) {
            return Optional.empty();
        }
        Optional<Path> next =
                waiting.stream().filter(path -> !triedLast.contains(path)).findFirst();
        next.ifPresent(triedLast::add);
        return next;
    }

    private Outcome attempt(Path recording) {
        try {
            Optional<PendingUpload> claimed = PendingUpload.claim(recording);
            if (claimed.isEmpty()) {
                return PendingUpload.isPending(recording) ? Outcome.BUSY : Outcome.FORGOTTEN;
            }
            try (PendingUpload pending = claimed.get()) {
                return upload(pending, recording);
            }
        } catch (IOException | RuntimeException e) { // the SDK's are unchecked
            failures++;
            tellFailed(recording, store + ": " + why(e), retryIn());
            return Outcome.FAILED;
        }
    }

    private Outcome upload(PendingUpload pending, Path recording) throws IOException {
        boolean there = true;
        try {
            store.put(recording, keys.apply(recording));
        } catch (NoSuchFileException gone) {
            there = false;
            tellFailed(recording, "it was deleted before it was uploaded", Duration.ZERO);
        }
        try {
            pending.done();
        } catch (IOException e) {
            tellFailed(recording, "uploaded, but its marker stays: " + e.getMessage(), Duration.ZERO);
        }
        return there ? Outcome.UPLOADED : Outcome.FORGOTTEN;
    }

    private void finish(Path recording, Outcome outcome) throws InterruptedException {
        switch (outcome) {
            case FAILED -> backOff(recording, longestNextWait());
            case BUSY -> leaveToTheOther(recording);
            case FORGOTTEN -> remove(recording);
            case UPLOADED -> {
                failures = 0;
                remove(recording);
                uploaded++;
                tell(() -> listener.uploaded(recording, keys.apply(recording)));
            }
        }
    }

    /** Returns why an attempt failed; the message of this exception is no more than a path. */
    private static String why(Exception failure) {
        return failure instanceof AccessDeniedException
                ? "no permission for " + failure.getMessage()
                : String.valueOf(failure.getMessage());
    }

    private void tellFailed(Path recording, String why, Duration retryIn) {
        tell(() -> listener.failed(recording, why, retryIn));
    }

    /** Calls the listener, whose faults do not end the thread: they go to its handler of uncaught exceptions. */
    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) { // also a checked exception of a listener in another language
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** Looks again later whether the other uploader has finished; at the end it is left to that one. */
    private void leaveToTheOther(Path recording) throws InterruptedException {
        backOff(recording, firstWaitNanos);
        lock.lock();
        try {
            if (closing) {
                waiting.remove(recording);
            }
        } finally {
            lock.unlock();
        }
    }

    private void remove(Path recording) {
        lock.lock();
        try {
            waiting.remove(recording);
        } finally {
            lock.unlock();
        }
    }

    private Duration retryIn() {
        lock.lock();
        try {
            return closing ? Duration.ZERO : Duration.ofNanos(longestNextWait());
        } finally {
            lock.unlock();
        }
    }

    private void backOff(Path recording, long longestNanos) throws InterruptedException {
        lock.lock();
        try {
            waiting.remove(recording);
            waiting.add(recording);
            long left = ThreadLocalRandom.current().nextLong(longestNanos / 2, longestNanos + 1);
            while (left > 0 && !closing) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private long longestNextWait() {
        int doublings = Math.min(failures - 1, 20);
        return Math.min(longestWaitNanos, firstWaitNanos << doublings);
    }

    /** Returns how many recordings the store has taken. */
    public long uploaded() {
        return uploaded;
    }

    /** Returns the recordings that wait, including the one that is being uploaded. */
    public List<Path> waiting() {
        lock.lock();
        try {
            return List.copyOf(waiting);
        } finally {
            lock.unlock();
        }
    }

    /** Returns how long the thread may take to end after {@link #close}, in milliseconds. */
    public static long joinMillis(Duration within) {
        return within.toMillis() + TimeUnit.SECONDS.toMillis(1);
    }
}

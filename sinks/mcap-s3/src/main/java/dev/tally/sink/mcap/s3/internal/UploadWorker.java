package dev.tally.sink.mcap.s3.internal;

import dev.tally.sink.mcap.RecordingUpload;
import dev.tally.sink.mcap.s3.UploadListener;
import java.io.IOException;
import java.nio.file.Files;
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
 * Puts recordings into the store, one after the other, until each is there.
 *
 * <p><b>Threads.</b> {@link #run} is one thread's; the rest is anybody's. Nothing is held while a file travels.
 *
 * <p><b>Order and time.</b> The oldest first. After a failure that file goes to the end of the queue, and all of them wait
 * for a time that doubles up to a limit, of which a random part is taken.
 */
public final class UploadWorker implements Runnable {
    private final ObjectStore store;
    private final Function<Path, String> keys;
    private final UploadListener listener;
    private final long firstWaitNanos;
    private final long longestWaitNanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Path> waiting = new LinkedHashSet<>();
    private int failures;
    private boolean closing;
    private long deadline; // System.nanoTime, once closing
    private final Set<Path> triedLast = new HashSet<>(); // once closing
    private volatile long uploaded;

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
     * Each that waits, also one whose upload under way fails, has one more attempt, begun before the deadline; then
     * {@link #run} returns.
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

    @Override
    public void run() {
        try (store) {
            for (Optional<Path> next = next(); next.isPresent(); next = next()) {
                if (attempt(next.get())) {
                    done(next.get());
                } else {
                    backOff(next.get());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The oldest that waits, or will; empty at the end. */
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

    private boolean attempt(Path recording) {
        try {
            store.put(recording, keys.apply(recording));
            return true;
        } catch (NoSuchFileException gone) {
            listener.failed(recording, "it was deleted before it was uploaded", Duration.ZERO);
            return true;
        } catch (IOException | RuntimeException e) { // the SDK's are unchecked
            failures++;
            listener.failed(recording, store + ": " + e.getMessage(), retryIn());
            return false;
        }
    }

    private void done(Path recording) {
        failures = 0;
        boolean there = Files.exists(recording);
        try {
            Files.deleteIfExists(Path.of(recording + RecordingUpload.MARKER));
        } catch (IOException e) {
            listener.failed(recording, "uploaded, but its marker stays: " + e.getMessage(), Duration.ZERO);
        }
        lock.lock();
        try {
            waiting.remove(recording);
        } finally {
            lock.unlock();
        }
        if (there) {
            uploaded++;
            listener.uploaded(recording, keys.apply(recording));
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

    private void backOff(Path failed) throws InterruptedException {
        lock.lock();
        try {
            waiting.remove(failed);
            waiting.add(failed);
            long left = ThreadLocalRandom.current().nextLong(longestNextWait() / 2, longestNextWait() + 1);
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

    /** Recordings that the store has taken. */
    public long uploaded() {
        return uploaded;
    }

    /** Recordings that wait, the one that travels included. */
    public List<Path> waiting() {
        lock.lock();
        try {
            return List.copyOf(waiting);
        } finally {
            lock.unlock();
        }
    }

    /** So long the thread may take to end after {@link #close}, in milliseconds. */
    public static long joinMillis(Duration within) {
        return within.toMillis() + TimeUnit.SECONDS.toMillis(1);
    }
}

package dev.tally.sink;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A live sink that publishes its samples to the subscribers of this program.
 *
 * <pre>{@code
 * LivePublisher samples = LivePublisher.create();
 * samples.subscribe(subscriber); // or an operator of a reactive library
 * ActivityMonitor monitor = ActivityMonitor.of(backend, options).live(samples).start();
 * }</pre>
 *
 * <p><b>Threads.</b> Any thread may subscribe at any time. Subscribers are called by the executor, each by one thread at a time.
 *
 * <p><b>Cost.</b> Without subscribers, a sample costs a few comparisons. With its own executor, a thread for each subscriber ends
 * a second after the last sample, and no thread waits or wakes after that.
 *
 * <p><b>Failure.</b> A subscriber that asks for fewer samples than there are gets the oldest ones that its buffer holds; the
 * others are dropped for it alone and counted by {@link #dropped}. A subscriber that throws is no longer called.
 */
public final class LivePublisher implements LiveSink, Flow.Publisher<LiveSample> {
    /** The samples that wait for one subscriber at most, by default: {@value}. */
    public static final int DEFAULT_BUFFER = 256;

    private final SubmissionPublisher<LiveSample> publisher;
    private final AtomicLong dropped = new AtomicLong();

    private LivePublisher(Executor executor, int buffer) {
        this.publisher = new SubmissionPublisher<>(executor, buffer);
    }

    /** {@return a publisher that calls each subscriber on a thread of its own, a daemon, with the default buffer} */
    public static LivePublisher create() {
        return new LivePublisher(
                new ThreadPoolExecutor(
                        0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), LivePublisher::daemon),
                DEFAULT_BUFFER);
    }

    private static Thread daemon(Runnable body) {
        Thread thread = new Thread(body, "tally-live-subscriber");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Creates a publisher.
     *
     * @param executor calls the subscribers; not closed by this sink
     * @param buffer the samples that wait for one subscriber at most, above 0; rounded up to a power of 2
     * @return the publisher
     * @throws IllegalArgumentException if the buffer is not above 0
     */
    public static LivePublisher on(Executor executor, int buffer) {
        if (buffer < 1) {
            throw new IllegalArgumentException("buffer is " + buffer + "; it must be above 0");
        }
        return new LivePublisher(executor, buffer);
    }

    @Override
    public String name() {
        return "publisher";
    }

    /**
     * Adds a subscriber, which gets the samples that it requests, from now on. After {@link #close} it only gets told the end.
     *
     * @param subscriber the subscriber
     */
    @Override
    public void subscribe(Flow.Subscriber<? super LiveSample> subscriber) {
        publisher.subscribe(subscriber);
    }

    /** {@return how many samples were dropped, added over all subscribers} */
    public long dropped() {
        return dropped.get();
    }

    @Override
    public void publish(LiveSample sample) {
        try {
            int lag = publisher.offer(sample, null);
            if (lag < 0) {
                dropped.addAndGet(-lag);
            }
        } catch (IllegalStateException | RejectedExecutionException e) {
            dropped.incrementAndGet(); // closed, or the executor is
        }
    }

    /** Ends the subscriptions: each subscriber is told the end after the samples that wait for it. Idempotent. */
    @Override
    public void close() {
        publisher.close();
    }
}

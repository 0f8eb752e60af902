package dev.tally.examples.server;

import dev.tally.sink.SinkException;
import dev.tally.sink.store.Contribution;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts contributions into a topic of Kafka, keyed by client; {@link KafkaReader} takes them out.
 *
 * <p>The outcome is told when all replicas that are in sync have the contribution. Its time in the topic is the time of its receipt.
 *
 * <p><b>States.</b> <i>Healthy</i>: contributions are sent. When one fails, those that were not sent yet fail too, and this is
 * <i>not healthy</i>: every contribution fails at once, and each second the brokers are asked for the topic, until they answer.
 * The thread that sends makes it healthy; it and the producer's thread make it not healthy.
 *
 * <p><b>Threads.</b> One thread sends, because sending blocks while there is no broker. Outcomes are called on the executor.
 *
 * <p><b>Cost.</b> At most {@value #CAPACITY} contributions are under way; beyond that, {@link #offer} refuses.
 */
final class KafkaIngest implements Ingest {
    static final int CAPACITY = 8192;
    private static final Duration TO_FINISH = Duration.ofMillis(400);
    private static final Logger LOG = LoggerFactory.getLogger(KafkaIngest.class);

    private record Post(ProducerRecord<String, byte[]> entry, Outcome outcome, long start) {}

    /** Makes the thread look at the state. */
    private static final Post NUDGE = new Post(new ProducerRecord<>("none", new byte[0]), Outcome.NONE, 0);

    private final KafkaSettings settings;
    private final Executor executor;
    private final Clock clock = Clock.systemUTC();
    private final Producer<String, byte[]> producer;
    private final BlockingQueue<Post> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "kafka");
    private final LongAdder queued = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private volatile boolean healthy = true;
    private volatile boolean closing;

    /** @throws IllegalArgumentException if the settings are wrong */
    KafkaIngest(KafkaSettings settings, Executor executor) {
        this.settings = settings;
        this.executor = executor;
        try {
            this.producer = new KafkaProducer<>(settings.producer(), new StringSerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw new IllegalArgumentException(KafkaTopic.failure(settings, e).getMessage(), e);
        }
        thread.setDaemon(true); // it may wait for a broker while the server ends
        check();
        thread.start();
    }

    @Override
    public boolean offer(Contribution contribution, Outcome outcome) {
        if (closing || waiting.get() >= CAPACITY) { // two threads may both see the last place: that does no harm
            refusals.increment();
            return false;
        }
        waiting.incrementAndGet();
        Post post = new Post(entry(contribution), outcome, System.nanoTime());
        if (healthy) {
            queue.add(post);
        } else {
            fail(post);
        }
        return true;
    }

    private ProducerRecord<String, byte[]> entry(Contribution contribution) {
        return new ProducerRecord<>(
                settings.topic(),
                null,
                clock.millis(),
                ContributionJson.key(contribution),
                ContributionJson.encode(contribution));
    }

    @Override
    public void probe() {
        // the brokers do not depend on the database
    }

    @Override
    public boolean isHealthy() {
        return healthy;
    }

    @Override
    public Map<String, Long> outcomes() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("queued", queued.sum());
        all.put("failed", failures.sum());
        all.put("overload", refusals.sum());
        return all;
    }

    @Override
    public long commits() {
        return queued.sum();
    }

    @Override
    public long commitNanos() {
        return nanos.sum();
    }

    @Override
    public int waiting() {
        return waiting.get();
    }

    @Override
    public void close() {
        closing = true;
        queue.add(NUDGE);
        try {
            thread.join(TO_FINISH.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(TO_FINISH); // what is not acknowledged by then fails
        failQueued();
    }

    private void run() {
        try {
            while (!closing) {
                Post next = healthy ? queue.take() : queue.poll(1, TimeUnit.SECONDS);
                if (next != null && next != NUDGE) {
                    send(next);
                }
                if (!healthy) {
                    failQueued();
                    check();
                }
            }
            for (Post next = queue.poll(); next != null; next = queue.poll()) {
                send(next);
            }
        } catch (InterruptedException e) {
            LOG.error("the thread that sends to Kafka was interrupted", e);
            closing = true;
        }
    }

    private void send(Post post) {
        if (!healthy) {
            fail(post);
            return;
        }
        try {
            producer.send(post.entry, (metadata, failure) -> answered(post, failure));
        } catch (KafkaException | IllegalStateException e) { // the callback is not called then
            answered(post, e);
        }
    }

    private void answered(Post post, @Nullable Exception failure) {
        if (failure != null) {
            broken(KafkaTopic.failure(settings, failure));
            fail(post);
            return;
        }
        waiting.decrementAndGet();
        queued.increment();
        nanos.add(System.nanoTime() - post.start);
        tell(post.outcome::queued);
    }

    private void fail(Post post) {
        waiting.decrementAndGet();
        failures.increment();
        tell(() -> post.outcome.failed(Reply.BROKER_UNAVAILABLE));
    }

    private void tell(Runnable outcome) {
        try {
            executor.execute(outcome);
        } catch (RejectedExecutionException e) {
            // the HTTP server has ended, and has closed the connection that waits
        }
    }

    private void failQueued() {
        for (Post next = queue.poll(); next != null; next = queue.poll()) {
            if (next != NUDGE) {
                fail(next);
            }
        }
    }

    private void check() {
        try {
            KafkaTopic.id(settings);
            restored();
        } catch (SinkException e) {
            broken(e);
        }
    }

    private synchronized void broken(SinkException failure) {
        if (healthy) {
            healthy = false;
            LOG.error("posts cannot be queued, clients are asked to retry: {}", failure.getMessage());
            queue.add(NUDGE);
        }
    }

    private synchronized void restored() {
        if (!healthy) {
            healthy = true;
            LOG.info("posts are queued in Kafka again");
        }
    }
}

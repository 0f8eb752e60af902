package dev.tally.examples.server;

import dev.tally.examples.server.FrameParser.InvalidFrame;
import dev.tally.sink.SinkException;
import dev.tally.sink.store.ActivityStore;
import dev.tally.sink.store.LogEntry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes contributions out of the topic and adds them to the store, with how far it has read.
 *
 * <p>Readers of one group divide the partitions among themselves. A partition is <i>unplaced</i> from the moment that this reader gets
 * it, or that adding its entries has failed, until the store has said where to go on; it is paused meanwhile. A reader that
 * has lost a partition without knowing adds nothing that another one has added: the store compares positions in its transaction.
 * What Kafka remembers of the group's positions is for people who look at it, and nothing is decided by it.
 *
 * <p><b>Threads.</b> One runs; any thread may call {@link #stop}.
 *
 * <p><b>Failure.</b> While the store or the brokers are away, it tries again each second.
 */
final class KafkaReader implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BETWEEN_PRUNING = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);

    private final KafkaSettings settings;
    private final ActivityStore store;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Set<TopicPartition> unplaced = new HashSet<>();
    private final Map<TopicPartition, String> logs = new HashMap<>();
    private final OccurrenceCounter skipped = new OccurrenceCounter(Duration.ofMinutes(1));
    private final CountDownLatch ended = new CountDownLatch(1);
    private long placeAfter = System.nanoTime();
    private long pruneAfter = System.nanoTime() + BETWEEN_PRUNING.toNanos();
    private boolean healthy = true;
    private volatile boolean closing;
    private volatile long steps; // written by the thread that runs
    private long stepsSeen = -1; // the watchdog's own

    /** @throws IllegalArgumentException if the settings are wrong */
    KafkaReader(KafkaSettings settings, ActivityStore store) {
        this.settings = settings;
        this.store = store;
        try {
            this.consumer =
                    new KafkaConsumer<>(settings.consumer(), new StringDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw new IllegalArgumentException(KafkaTopic.failure(settings, e).getMessage(), e);
        }
    }

    /**
     * Reads until it is closed.
     *
     * @throws SinkException if the topic has lost entries that are in the store, so that the next ones cannot be told from them
     */
    void run() throws SinkException {
        try {
            consumer.subscribe(List.of(settings.topic()), new Assignment());
            while (!closing) {
                step();
                steps++; // not atomic, and need not be: this is the only writer
            }
        } catch (WakeupException e) {
            // closing
        } catch (KafkaException e) {
            throw KafkaTopic.failure(settings, e);
        } finally {
            consumer.close(CloseOptions.timeout(WAIT));
            ended.countDown();
        }
    }

    /** Returns whether it has done a step since the last call, which the watchdog makes every few minutes. */
    boolean hasWorked() {
        long done = steps;
        boolean worked = done != stepsSeen;
        stepsSeen = done;
        return worked;
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends the reading; what was read is committed before, or read again by another reader. */
    void stop() {
        closing = true;
        consumer.wakeup();
        try {
            if (!ended.await(2, TimeUnit.SECONDS)) {
                LOG.warn("the reader has not ended within 2 s; what it has not committed is read again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void step() throws SinkException {
        if (!unplaced.isEmpty() && System.nanoTime() - placeAfter >= 0) {
            place();
        }
        try {
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
            if (records.isEmpty()) {
                pruneIfDue();
            } else {
                add(records);
            }
        } catch (OffsetOutOfRangeException e) {
            requireNothingLost(e.offsetOutOfRangePartitions());
        }
    }

    /** Goes on where the store says. */
    private void place() {
        try {
            String id = KafkaTopic.id(settings);
            for (TopicPartition each : List.copyOf(unplaced)) {
                String log = settings.topic() + "/" + id + "/" + each.partition();
                consumer.seek(each, store.position(log));
                logs.put(each, log);
                unplaced.remove(each);
                consumer.resume(List.of(each));
            }
        } catch (SinkException e) {
            failed(e);
        }
    }

    private void add(ConsumerRecords<String, byte[]> records) {
        List<LogEntry> entries = new ArrayList<>(records.count());
        for (ConsumerRecord<String, byte[]> each : records) {
            addEntry(entries, each);
        }
        try {
            store.recordFromLogs(entries);
            if (!healthy) {
                LOG.info("counts are written to the database again");
            }
            healthy = true;
            consumer.commitAsync(records.nextOffsets(), (offsets, failure) -> {});
        } catch (SinkException e) {
            unplace(records.partitions());
            failed(e);
        }
    }

    private void addEntry(List<LogEntry> entries, ConsumerRecord<String, byte[]> each) {
        String log = Objects.requireNonNull(logs.get(new TopicPartition(each.topic(), each.partition())));
        byte[] body = each.value() == null ? new byte[0] : each.value();
        try {
            entries.add(new LogEntry(
                    log,
                    each.offset(),
                    Instant.ofEpochMilli(each.timestamp()),
                    FrameParser.parse(ByteBuffer.wrap(body))));
        } catch (InvalidFrame e) {
            skipped.count()
                    .ifPresent(times -> LOG.warn(
                            "entry {} of {} is no payload of counts ({}) and is skipped ({} since the last such line);"
                                    + " find out what else writes to this topic",
                            each.offset(),
                            log,
                            e.code(),
                            times));
        }
    }

    private void unplace(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        unplaced.addAll(partitions);
    }

    private void failed(SinkException failure) {
        placeAfter = System.nanoTime() + WAIT.toNanos();
        if (healthy) {
            LOG.error("counts cannot be added, it is tried again each second: {}", failure.getMessage());
        }
        healthy = false;
    }

    private void pruneIfDue() {
        if (System.nanoTime() - pruneAfter >= 0) {
            pruneAfter = System.nanoTime() + BETWEEN_PRUNING.toNanos();
            try {
                store.prune();
            } catch (SinkException e) {
                LOG.warn("{}; old rows are removed later", e.getMessage());
            }
        }
    }

    /** An entry that should be next is not there: it was removed from the topic, or the topic was created anew. */
    private void requireNothingLost(Map<TopicPartition, Long> offsets) throws SinkException {
        String id;
        try {
            id = KafkaTopic.id(settings);
        } catch (SinkException e) {
            unplace(offsets.keySet());
            failed(e);
            return;
        }
        Map<TopicPartition, Long> first = consumer.beginningOffsets(offsets.keySet());
        for (Map.Entry<TopicPartition, Long> each : offsets.entrySet()) {
            TopicPartition partition = each.getKey();
            long wanted = each.getValue();
            long oldest = first.getOrDefault(partition, 0L);
            String log = Objects.requireNonNull(logs.get(partition));
            if (!log.contains(id)) {
                unplace(List.of(partition));
            } else if (wanted < oldest) {
                LOG.error(
                        "{} entries of {} were removed from the topic before they were read; raise its retention",
                        oldest - wanted,
                        log);
                consumer.seek(partition, oldest);
            } else {
                throw new SinkException(
                        log + " has no entry " + wanted + ", and the ones before it are in " + store.name()
                                + ": the brokers have lost entries; create the topic anew",
                        (Throwable) null);
            }
        }
    }

    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            partitions.forEach(each -> consumer.seek(each, 0)); // else Kafka would look for a position of its own
            unplace(partitions);
            placeAfter = System.nanoTime();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            unplaced.removeAll(partitions);
            logs.keySet().removeAll(partitions);
        }
    }
}

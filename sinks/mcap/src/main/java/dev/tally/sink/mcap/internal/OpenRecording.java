package dev.tally.sink.mcap.internal;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapRecord;
import dev.tally.mcap.McapWriter;
import dev.tally.mcap.McapWriterBuilder;
import dev.tally.sink.encoding.ActivityTopic;
import dev.tally.sink.encoding.JsonWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The recording that is being written: a locked {@code .part} file with a writer on it, and the journal of its open
 * chunk.
 *
 * <p><b>Threads.</b> The recorder's only, except {@link #part}.
 */
final class OpenRecording {
    private static final int CHUNK_SIZE = 1 << 18;

    private final RecordingDirectory directory;
    private final LockedFile file;
    private final Optional<LockedFile> journal;
    private final long chunkNanos;
    private final McapWriter writer;
    private final Map<ActivityTopic, Integer> channels = new EnumMap<>(ActivityTopic.class);
    private final JsonWriter json = new JsonWriter();
    private long chunkSince = System.nanoTime();
    private long samples;
    private long saved;

    private OpenRecording(
            RecordingDirectory directory, RecorderSettings settings, LockedFile file, Optional<LockedFile> journal)
            throws IOException {
        this.directory = directory;
        this.file = file;
        this.journal = journal;
        this.chunkNanos = settings.chunkNanos();
        McapWriterBuilder builder = McapWriter.to(new UnclosedFile(file.channel()))
                .library("tally")
                .compression(settings.compression().orElseGet(Compression::smallest))
                .chunkSize(CHUNK_SIZE);
        journal.ifPresent(kept -> builder.journal(kept.channel()));
        this.writer = builder.open();
    }

    /**
     * Begins a file.
     *
     * @param first the first sample that will be appended
     * @param states samples of before that still hold; repeated here with the log time of the first sample
     */
    static OpenRecording begin(
            RecordingDirectory directory, RecorderSettings settings, TopicSample first, List<TopicSample> states)
            throws IOException {
        LockedFile file = directory.claim(TimeUnit.NANOSECONDS.toSeconds(first.epochNanos()));
        Optional<LockedFile> journal = Optional.empty();
        boolean begun = false;
        try {
            if (settings.isJournaled()) {
                journal = Optional.of(directory.createJournal(file.path()));
            }
            OpenRecording recording = new OpenRecording(directory, settings, file, journal);
            recording.start(settings.metadata(), first, states);
            begun = true;
            return recording;
        } finally {
            if (!begun) {
                delete(file, journal);
            }
        }
    }

    private static void delete(LockedFile file, Optional<LockedFile> journal) throws IOException {
        if (journal.isPresent()) {
            journal.get().delete();
        }
        file.delete();
    }

    private void start(List<McapRecord.Metadata> metadata, TopicSample first, List<TopicSample> states)
            throws IOException {
        for (McapRecord.Metadata record : metadata) {
            writer.add(record);
        }
        writer.flush();
        for (TopicSample state : states) {
            repeat(state, first.epochNanos());
        }
    }

    /** Adds a sample to the open chunk. */
    void append(TopicSample sample) throws IOException {
        if (writer.pendingBytes() == 0) {
            chunkSince = System.nanoTime();
        }
        int channel = channel(sample.topic());
        writer.message(channel, sample.epochNanos(), json(sample));
        samples++;
    }

    /** Repeats a state of before; the sequence number 0 marks it, because those of samples begin at 1. */
    private void repeat(TopicSample state, long logTimeNanos) throws IOException {
        int channel = channel(state.topic());
        writer.message(channel, 0, logTimeNanos, state.epochNanos(), ByteBuffer.wrap(json(state)));
    }

    private byte[] json(TopicSample sample) {
        sample.topic().write(json.reset(), sample.sample());
        return json.toBytes();
    }

    private int channel(ActivityTopic topic) throws IOException {
        Integer known = channels.get(topic);
        if (known != null) {
            return known;
        }
        byte[] schema = topic.jsonSchema().getBytes(StandardCharsets.UTF_8);
        int schemaId = writer.schema(topic.schemaName(), "jsonschema", schema);
        int channel = writer.channel(schemaId, topic.topic(), "json", Map.of());
        channels.put(topic, channel);
        return channel;
    }

    /**
     * Writes the samples, into the journal or by closing the chunk: they survive a crash of the program, and if synced
     * one of the system.
     *
     * @return how many samples were written
     */
    long save(boolean synced) throws IOException {
        if (isChunkOver() || !hasJournal()) {
            writer.flush();
        }
        if (synced) {
            writer.syncCheckpoint();
        } else {
            writer.checkpoint();
        }
        long written = unsaved();
        saved = samples;
        return written;
    }

    private boolean isChunkOver() {
        return System.nanoTime() - chunkSince >= chunkNanos;
    }

    private boolean hasJournal() throws IOException {
        return journal.isPresent() && journal.get().state() == PathState.OURS;
    }

    /** Returns whether the path still names this file; if not, what is written goes nowhere. */
    PathState pathState() throws IOException {
        return file.state();
    }

    /** Returns how many samples were written. */
    long saved() {
        return saved;
    }

    /** Returns how many samples were not written yet. */
    long unsaved() {
        return samples - saved;
    }

    /** Returns how many messages a reader will find. */
    long messages() {
        return writer.messageCount();
    }

    /** Returns the path while it is written, which ends in {@code .part}. */
    Path part() {
        return file.path();
    }

    /** Writes the end of the file and waits until the disk has all of it. */
    void end() throws IOException {
        writer.close();
        file.channel().force(true);
    }

    /**
     * Deletes the journal, gives the file its final name and releases it.
     *
     * @param marked whether to make the marker of a pending upload first
     */
    Path publish(boolean marked) throws IOException {
        if (marked) {
            directory.mark(RecordingDirectory.finalName(file.path()));
        }
        if (journal.isPresent()) {
            journal.get().delete();
        }
        Path recording = directory.publish(file.path());
        file.close();
        return recording;
    }

    /** Gives up the writer and returns the file as it is, without an end, still locked. */
    TornRecording abandon() {
        return new TornRecording(file, journal, messages() - samples, saved);
    }
}

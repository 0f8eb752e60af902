package dev.tally.sink.mcap.internal;

import dev.tally.mcap.McapRecord;
import dev.tally.mcap.McapWriter;
import dev.tally.sink.encoding.ActivityTopic;
import dev.tally.sink.encoding.JsonWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The recording that is being written: a locked {@code .part} file with a writer on it.
 *
 * <p><b>Threads.</b> The recorder's only, except {@link #part}.
 */
final class OpenRecording {
    private final RecordingDirectory directory;
    private final LockedFile file;
    private final McapWriter writer;
    private final Map<ActivityTopic, Integer> channels = new EnumMap<>(ActivityTopic.class);
    private final JsonWriter json = new JsonWriter();
    private long samples;
    private long flushed;

    private OpenRecording(RecordingDirectory directory, LockedFile file, McapWriter writer) {
        this.directory = directory;
        this.file = file;
        this.writer = writer;
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
        try {
            McapWriter writer = McapWriter.to(unclosed(file.channel()))
                    .library("tally")
                    .compression(settings.compression())
                    .open();
            for (McapRecord.Metadata record : settings.metadata()) {
                writer.add(record);
            }
            writer.flush();
            OpenRecording begun = new OpenRecording(directory, file, writer);
            for (TopicSample state : states) {
                begun.repeat(state, first.epochNanos());
            }
            return begun;
        } catch (IOException | RuntimeException e) {
            file.delete();
            throw e;
        }
    }

    /** Keeps the channel open when the writer closes: its lock is held until the file has its final name. */
    private static WritableByteChannel unclosed(FileChannel channel) {
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                return channel.write(source);
            }

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }

            @Override
            public void close() {}
        };
    }

    /** Adds a sample to the open chunk. */
    void append(TopicSample sample) throws IOException {
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
     * Closes the chunk: what is in it survives a crash of the program, and with {@code sync} one of the system.
     *
     * @return how many samples were in it
     */
    long flush(boolean sync) throws IOException {
        writer.flush();
        if (sync) {
            file.channel().force(false);
        }
        long inChunk = unflushed();
        flushed = samples;
        return inChunk;
    }

    /** Returns whether the path still names this file; if not, what is written goes nowhere. */
    PathState pathState() throws IOException {
        return file.state();
    }

    /** Returns how many samples are in closed chunks. */
    long flushed() {
        return flushed;
    }

    /** Returns how many samples are in the open chunk. */
    long unflushed() {
        return samples - flushed;
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
     * Gives the file its final name and releases it.
     *
     * @param marked whether to make the marker of a pending upload first
     */
    Path publish(boolean marked) throws IOException {
        if (marked) {
            directory.mark(RecordingDirectory.finalName(file.path()));
        }
        Path recording = directory.publish(file.path());
        file.close();
        return recording;
    }

    /** Gives up the writer and returns the file as it is, without an end, still locked. */
    TornRecording abandon() {
        return new TornRecording(file, messages() - samples, flushed);
    }
}

package dev.tally.sink.mcap.internal;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapRecord;
import dev.tally.mcap.McapWriter;
import dev.tally.sink.LiveSample;
import dev.tally.sink.encoding.ActivityTopic;
import dev.tally.sink.encoding.JsonWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The recording that is being written: a locked {@code .part} file with a writer on it.
 *
 * <p><b>Threads.</b> The recorder's only.
 */
final class OpenRecording {
    private final RecordingDirectory directory;
    private final PartFile file;
    private final McapWriter writer;
    private final Map<ActivityTopic, Integer> channels = new EnumMap<>(ActivityTopic.class);
    private final JsonWriter json = new JsonWriter();

    private OpenRecording(RecordingDirectory directory, PartFile file, McapWriter writer) {
        this.directory = directory;
        this.file = file;
        this.writer = writer;
    }

    /** Begins a file, with these metadata records in it. */
    static OpenRecording begin(
            RecordingDirectory directory, long epochSecond, Compression compression, List<McapRecord.Metadata> metadata)
            throws IOException {
        PartFile file = PartFile.claim(directory, epochSecond);
        try {
            McapWriter writer = McapWriter.to(unclosed(file.channel()))
                    .library("tally")
                    .compression(compression)
                    .open();
            for (McapRecord.Metadata record : metadata) {
                writer.add(record);
            }
            writer.flush();
            return new OpenRecording(directory, file, writer);
        } catch (IOException | RuntimeException e) {
            file.delete();
            throw e;
        }
    }

    /** The writer's end must not be that of the lock: the file gets its name first. */
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

    void append(LiveSample sample) throws IOException {
        ActivityTopic topic = ActivityTopic.of(sample);
        int channel = channel(topic);
        topic.write(json.reset(), sample);
        writer.message(channel, sample.epochNanos(), json.toBytes());
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

    /** Closes the chunk: what is in it survives a crash of the program, and with {@code sync} one of the system. */
    void flush(boolean sync) throws IOException {
        writer.flush();
        if (sync) {
            file.channel().force(false);
        }
    }

    /** Whether nothing has its name any more, so that what is written goes nowhere. */
    boolean isGone() {
        return Files.notExists(file.part(), LinkOption.NOFOLLOW_LINKS);
    }

    long messages() {
        return writer.messageCount();
    }

    Path part() {
        return file.part();
    }

    /**
     * Completes the file and gives it its name.
     *
     * @param marked whether an upload is to be waited for
     */
    Path finish(boolean marked) throws IOException {
        writer.close();
        file.channel().force(true);
        if (marked) {
            directory.mark(RecordingDirectory.finalName(file.part()));
        }
        Path recording = directory.publish(file.part());
        file.close();
        return recording;
    }

    /** The file as it is, without an end, still locked. */
    PartFile abandon() {
        return file;
    }
}

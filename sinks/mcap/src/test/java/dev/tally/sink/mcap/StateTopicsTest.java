package dev.tally.sink.mcap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.mcap.McapFile;
import dev.tally.mcap.McapRecord;
import dev.tally.sink.Counts;
import dev.tally.sink.LiveSample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics that tell a state are at the start of every recording, so that no panel of a viewer is empty. */
class StateTopicsTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    @TempDir
    Path directory;

    private final long start = (Samples.nowNanos() / HOUR + 10) * HOUR; // in whole hours that the clock does not end

    private static LiveSample ledger(long time, String sink) {
        return new LiveSample.Delivery(time, sink, Counts.NONE, Counts.NONE, Counts.NONE, Counts.NONE);
    }

    private RecordingStatus record(LiveSample... samples) throws IOException {
        McapSink sink =
                McapSink.into(directory).writeEvery(Duration.ofMillis(20)).start();
        for (LiveSample sample : samples) {
            sink.publish(sample);
        }
        sink.close();
        return sink.status();
    }

    /** Topic, sequence number, and log and publish time in seconds of the start, of each message of a file. */
    private List<String> messages(int file) throws IOException {
        List<String> messages = new ArrayList<>();
        try (McapFile recording =
                McapFile.open(Recordings.files(directory, "*.mcap").get(file))) {
            for (McapRecord.Message message : recording.messages(0, -1)) {
                String topic = recording.channels().stream()
                        .filter(channel -> channel.id() == message.channelId())
                        .findFirst()
                        .orElseThrow()
                        .topic();
                messages.add(topic + " " + message.sequence() + " " + seconds(message.logTimeNanos()) + " "
                        + seconds(message.publishTimeNanos()));
            }
        }
        return messages;
    }

    private long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos - start);
    }

    private long at(long seconds) {
        return start + TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void theNextFileBeginsWithTheLastStates() throws IOException {
        RecordingStatus status = record(
                new LiveSample.Devices(at(0), 1, 1),
                new LiveSample.Devices(at(1), 2, 1),
                new LiveSample.Gap(at(2), 7),
                ledger(at(3), "http"),
                ledger(at(4), "sqlite"),
                new LiveSample.Publication(at(4), "mcap", 4, 4, 0, 0),
                new LiveSample.Publication(at(5), "websocket", 5, 4, 1, 0),
                new LiveSample.Position(at(5), 1, 1),
                new LiveSample.Position(at(3605), 2, 2),
                new LiveSample.Devices(at(3606), 3, 1));
        assertEquals(
                List.of(
                        "/input/devices 0 3605 1",
                        "/input/gaps 0 3605 2",
                        "/tally/ledger 0 3605 3",
                        "/tally/ledger 0 3605 4",
                        "/tally/samples 0 3605 4",
                        "/tally/samples 0 3605 5",
                        "/mouse/position 1 3605 3605",
                        "/input/devices 1 3606 3606"),
                messages(1));
        assertEquals(10, status.published());
        assertEquals(10, status.recorded());
        assertEquals(0, status.dropped());
        assertEquals(0, status.pending());
    }

    @Test
    void aStateThatTheFirstSampleReplacesIsNotRepeated() throws IOException {
        record(new LiveSample.Devices(at(0), 1, 1), ledger(at(1), "http"), new LiveSample.Devices(at(3600), 2, 1));
        assertEquals(List.of("/tally/ledger 0 3600 1", "/input/devices 1 3600 3600"), messages(1));
    }

    @Test
    void theFirstFileBeginsWithItsFirstSample() throws IOException {
        record(new LiveSample.Position(at(0), 1, 1), new LiveSample.Devices(at(1), 1, 1));
        assertEquals(List.of("/mouse/position 1 0 0", "/input/devices 1 1 1"), messages(0));
    }
}

package dev.tally.sink.mcap;

import dev.tally.mcap.Compression;
import java.nio.file.Path;
import java.time.Duration;

/** A program that records until it is killed, and prints the number of each sample after publishing it. */
final class RecordingProcess {

    private RecordingProcess() {}

    public static void main(String[] args) throws Exception {
        McapSink sink = McapSink.into(Path.of(args[0]))
                .compression(Compression.valueOf(args[1]))
                .chunkEvery(Duration.ofMillis(Long.parseLong(args[2])))
                .start();
        for (int n = 0; ; n++) {
            long time = Samples.nowNanos();
            sink.publish(Samples.position(time, n));
            System.out.println(n + " " + time);
            Thread.sleep(5);
        }
    }
}

package dev.tally.sink.mcap;

import dev.tally.mcap.Compression;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A program that records until it is killed, and prints the number of each sample after publishing it. */
final class RecordingProcess {

    private RecordingProcess() {}

    public static void main(String[] args) throws Exception {
        McapSink sink = McapSink.into(Path.of(args[0]))
                .compression(Compression.valueOf(args[1]))
                .rollFromStart()
                .chunkEvery(Duration.ofMillis(Long.parseLong(args[2])))
                .start();
        for (int n = 0; ; n++) {
            long time = Samples.nowNanos();
            sink.publish(Samples.position(time, n));
            System.out.println(n + " " + time);
            Thread.sleep(5);
        }
    }

    /**
     * Runs the program, kills it after some samples, and gives the time of the last one that it published.
     */
    static long recordAndKill(Path directory, Compression compression, int chunkMillis, int samples)
            throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecordingProcess.class.getName(),
                        directory.toString(),
                        compression.name(),
                        Integer.toString(chunkMillis))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = 0;
        try (BufferedReader said = process.inputReader()) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                String[] words = line.split(" ");
                last = words.length == 2 ? Long.parseLong(words[1]) : last;
                if (words[0].equals(Integer.toString(samples))) {
                    process.toHandle().destroyForcibly(); // SIGKILL; what it still says until then is read, too
                }
            }
        }
        return last;
    }
}

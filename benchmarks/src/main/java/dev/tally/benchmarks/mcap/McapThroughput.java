package dev.tally.benchmarks.mcap;

import dev.tally.mcap.Compression;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How many messages a second go into an MCAP file, compared with the official writer for Node and with a plain buffered
 * stream that writes the very same bytes in as many calls?
 *
 * <p>All in one run, in turns: every round writes the file once each way. Files are closed, not forced to the disk. Run by
 * {@code benchmarks/mcap/compare}.
 */
public final class McapThroughput {
    private static final int ROUNDS = 7;
    private static final int WARM_UP_ROUNDS = 3;
    private static final String TALLY = "tally.mcap";
    private static final String PLAIN = "plain.bin";

    private interface Way {
        void write() throws IOException, InterruptedException;
    }

    private final Path directory;
    private final Path node;
    private final Positions positions;
    private final Map<String, List<Double>> secondsByWay = new LinkedHashMap<>();

    private McapThroughput(Path directory, Path node, int messages, int payloadBytes) {
        this.directory = directory;
        this.node = node;
        this.positions = new Positions(messages, payloadBytes);
    }

    /** Arguments: a directory for the files, that of the Node script, messages, bytes of each. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(Path.of(args[0]), "mcap-throughput");
        try {
            new McapThroughput(directory, Path.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3])).run();
        } finally {
            for (String name : List.of(TALLY, PLAIN)) {
                Files.deleteIfExists(directory.resolve(name));
            }
            Files.delete(directory);
        }
    }

    private void run() throws IOException, InterruptedException {
        for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
            boolean counts = round >= WARM_UP_ROUNDS;
            measure("tally, LZ4", counts, () -> positions.write(directory.resolve(TALLY), Compression.LZ4));
            measure("tally, ZSTD", counts, () -> positions.write(directory.resolve(TALLY), Compression.ZSTD));
            measure("tally, NONE", counts, () -> positions.write(directory.resolve(TALLY), Compression.NONE));
            byte[] same = Files.readAllBytes(directory.resolve(TALLY));
            measure("plain buffered stream, the bytes of tally, NONE", counts, () -> writePlain(same));
        }
        secondsByWay.put("official writer for Node, no compression", writeWithNode());
        report(Files.size(directory.resolve(PLAIN)));
    }

    private void measure(String name, boolean counts, Way way) throws IOException, InterruptedException {
        Files.deleteIfExists(directory.resolve(TALLY)); // emptying the file of the round before takes time as well
        Files.deleteIfExists(directory.resolve(PLAIN));
        long start = System.nanoTime();
        way.write();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (counts) {
            secondsByWay.computeIfAbsent(name, n -> new ArrayList<>()).add(seconds);
        }
    }

    private void writePlain(byte[] bytes) throws IOException {
        int step = bytes.length / positions.messages();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(directory.resolve(PLAIN)), 1 << 16)) {
            int at = 0;
            for (int i = 1; i < positions.messages(); i++) {
                out.write(bytes, at, step);
                at += step;
            }
            out.write(bytes, at, bytes.length - at);
        }
    }

    /** Runs the script, which does its own warm-up and rounds, so that its virtual machine is as warm as this one. */
    private List<Double> writeWithNode() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "node",
                        "write.mjs",
                        directory.resolve("node.mcap").toAbsolutePath().toString(),
                        Integer.toString(positions.messages()),
                        Integer.toString(positions.payloadBytes()),
                        Integer.toString(WARM_UP_ROUNDS),
                        Integer.toString(ROUNDS))
                .directory(node.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (process.waitFor() != 0) {
            throw new IOException("node write.mjs failed");
        }
        return said.lines().map(Double::valueOf).toList();
    }

    private void report(long bytes) {
        double reference = median(secondsByWay.get("tally, NONE"));
        System.out.printf(
                Locale.ROOT,
                "%d messages of %d bytes, file of %d bytes, median of %d rounds%n%n",
                positions.messages(),
                positions.payloadBytes(),
                bytes,
                ROUNDS);
        System.out.printf("%-50s %12s %8s %8s%n", "", "messages/s", "MB/s", "tally=1");
        secondsByWay.forEach((name, seconds) -> System.out.printf(
                Locale.ROOT,
                "%-50s %,12.0f %8.0f %8.2f%n",
                name,
                positions.messages() / median(seconds),
                bytes / median(seconds) / 1e6,
                reference / median(seconds)));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}

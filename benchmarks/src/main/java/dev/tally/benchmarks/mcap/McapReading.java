package dev.tally.benchmarks.mcap;

import dev.tally.mcap.Compression;
import dev.tally.mcap.McapReader;
import dev.tally.mcap.McapRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How many messages a second are read from an MCAP file, compared with the official crate for Rust on the same file?
 *
 * <p>Both check the CRCs, and read the file once in each round, in turns. Run by {@code benchmarks/mcap/read}.
 */
public final class McapReading {
    private static final int ROUNDS = 9;
    private static final int WARM_UP_ROUNDS = 5;

    private final Path file;
    private final Optional<Path> peer;
    private final Positions positions;
    private long check;

    private McapReading(Path file, Optional<Path> peer, int messages, int payloadBytes) {
        this.file = file;
        this.peer = peer;
        this.positions = new Positions(messages, payloadBytes);
    }

    /** Arguments: a directory for the file, the program in Rust or an empty string, messages, bytes of each. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(Path.of(args[0]), "mcap-reading");
        Path file = directory.resolve("a.mcap");
        Optional<Path> peer = args[1].isEmpty() ? Optional.empty() : Optional.of(Path.of(args[1]));
        try {
            System.out.printf("%-8s %14s %14s %8s%n", "", "tally, M/s", "Rust, M/s", "ratio");
            for (Compression compression : Compression.values()) {
                new McapReading(file, peer, Integer.parseInt(args[2]), Integer.parseInt(args[3])).run(compression);
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }

    private void run(Compression compression) throws IOException, InterruptedException {
        positions.write(file, compression);
        List<Double> seconds = new ArrayList<>();
        List<Double> peerSeconds = new ArrayList<>();
        for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
            long start = System.nanoTime();
            read();
            double took = (System.nanoTime() - start) / 1e9;
            if (round >= WARM_UP_ROUNDS) {
                seconds.add(took);
                if (peer.isPresent()) {
                    peerSeconds.add(readWithPeer(peer.get()));
                }
            }
        }
        report(compression, seconds, peerSeconds);
    }

    private void read() throws IOException {
        int found = 0;
        try (McapReader reader = McapReader.from(file).open()) {
            for (Optional<McapRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get() instanceof McapRecord.Message message) {
                    found++;
                    check += message.logTimeNanos() ^ message.data().remaining();
                }
            }
        }
        if (found != positions.messages()) {
            throw new IOException(found + " of " + positions.messages() + " messages were read");
        }
    }

    /** Runs the program for one round to warm up and one that counts, and returns the seconds of that. */
    private double readWithPeer(Path program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), file.toString(), "1", "1")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (process.waitFor() != 0) {
            throw new IOException(program + " failed");
        }
        return Double.parseDouble(said.strip());
    }

    private void report(Compression compression, List<Double> seconds, List<Double> peerSeconds) {
        double own = positions.messages() / median(seconds) / 1e6;
        if (peerSeconds.isEmpty()) {
            System.out.printf(Locale.ROOT, "%-8s %14.1f%n", compression, own);
        } else {
            double other = positions.messages() / median(peerSeconds) / 1e6;
            System.out.printf(Locale.ROOT, "%-8s %14.1f %14.1f %8.2f%n", compression, own, other, own / other);
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}

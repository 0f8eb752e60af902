package dev.tally.benchmarks.mcap;

import dev.tally.benchmarks.report.Rates;
import dev.tally.mcap.Compression;
import dev.tally.mcap.McapReader;
import dev.tally.mcap.McapRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How many messages a second are read from an MCAP file, compared with the official libraries for Rust and Python on the same file?
 *
 * <p>All check the CRCs, and read the file once in each round, in turns. Run by {@code benchmarks/mcap/read}.
 */
public final class McapReading {
    private static final int WARM_UP_ROUNDS = 5;
    private static final String TALLY = "Tally";
    /** The slow peer reads a file with a part of the messages. */
    private static final int PART_FOR_PYTHON = 20;

    private final Path file;
    private final Path small;
    private final Positions positions;
    private final Positions fewer;
    private final int rounds;
    private long check;

    private McapReading(Path directory, Positions positions, int rounds) {
        this.file = directory.resolve("a.mcap");
        this.small = directory.resolve("b.mcap");
        this.positions = positions;
        this.fewer = new Positions(positions.messages() / PART_FOR_PYTHON, positions.payloadBytes());
        this.rounds = rounds;
    }

    /** Arguments: messages, bytes of each, rounds, a directory for the file, and the commands of the peers in Rust and Python. */
    public static void main(String[] args) throws IOException {
        Path directory = Files.createTempDirectory(Path.of(args[3]), "mcap-reading");
        McapReading reading = new McapReading(
                directory,
                new Positions(Integer.parseInt(args[0]), Integer.parseInt(args[1])),
                Integer.parseInt(args[2]));
        try (McapPeers peers = McapPeers.start(args[4], args[5], "")) {
            for (Compression compression : Compression.values()) {
                reading.run(compression, peers);
            }
        } finally {
            Files.deleteIfExists(reading.file);
            Files.deleteIfExists(reading.small);
            Files.delete(directory);
        }
    }

    private void run(Compression compression, McapPeers peers) throws IOException {
        positions.write(file, compression);
        fewer.write(small, compression);
        Rates rates = new Rates(compression + ", " + positions.payloadBytes() + " bytes", "messages/s");
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            long start = System.nanoTime();
            read();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (round >= 0) {
                rates.add(TALLY, positions.messages() / seconds);
            }
            for (McapPeer peer : peers.peers()) {
                double rate = rate(peer);
                if (round >= 0) {
                    rates.add(peer.name(), rate);
                }
            }
        }
        peers.peers().forEach(peer -> rates.compare(TALLY, peer.name()));
        rates.print();
    }

    private double rate(McapPeer peer) throws IOException {
        return peer.name().equals(McapPeers.PYTHON)
                ? fewer.messages() / peer.read(small, fewer.messages())
                : positions.messages() / peer.read(file, positions.messages());
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
}

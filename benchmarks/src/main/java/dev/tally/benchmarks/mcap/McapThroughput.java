package dev.tally.benchmarks.mcap;

import dev.tally.benchmarks.report.Rates;
import dev.tally.mcap.Compression;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many messages a second go into an MCAP file, compared with the official libraries for Rust, Python and Node and with a plain buffered
 * stream that writes the very same bytes in as many calls?
 *
 * <p>All in one run, in turns: every round writes the file once each way. Files are closed, not forced to the disk. Each library
 * has its usual size of chunks. Run by {@code benchmarks/mcap/compare}.
 */
public final class McapThroughput {
    private static final int WARM_UP_ROUNDS = 3;
    private static final String TALLY = "Tally";
    private static final String PLAIN = "plain stream";
    /** A slow peer writes a part of the messages: rates do not depend on their number. */
    private static final int PART_FOR_PYTHON = 20;

    private interface Way {
        double seconds() throws IOException;
    }

    private final String what;
    private final Path file;
    private final Positions positions;
    private final int rounds;
    private final Map<Compression, Rates> ratesByCompression = new EnumMap<>(Compression.class);

    private McapThroughput(String what, Path file, Positions positions, int rounds) {
        this.what = what;
        this.file = file;
        this.positions = positions;
        this.rounds = rounds;
    }

    /** Arguments: messages, bytes of each, rounds, directory for the file and what it is called, and the commands of the peers. */
    public static void main(String[] args) throws IOException {
        Positions positions = new Positions(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        String what = positions.payloadBytes() + " bytes, " + args[4];
        Path directory = Files.createTempDirectory(Path.of(args[3]), "mcap-throughput");
        Path file = directory.resolve("a.mcap");
        try (McapPeers peers = McapPeers.start(args[5], args[6], args[7])) {
            new McapThroughput(what, file, positions, Integer.parseInt(args[2])).run(peers.peers());
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }

    private void run(List<McapPeer> peers) throws IOException {
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            for (Compression compression : Compression.values()) {
                Optional<Rates> counted = round < 0 ? Optional.empty() : Optional.of(rates(compression));
                measure(counted, TALLY, positions.messages(), () -> writeWithTally(compression));
                for (McapPeer peer : peers) {
                    if (compression == Compression.NONE || !peer.name().equals(McapPeers.NODE)) {
                        measure(counted, peer, compression);
                    }
                }
                if (compression == Compression.NONE) {
                    measure(counted, PLAIN, positions.messages(), plain());
                }
            }
        }
        for (Rates rates : ratesByCompression.values()) {
            peers.forEach(peer -> rates.compare(TALLY, peer.name()));
            rates.compare(TALLY, PLAIN);
            rates.print();
        }
    }

    private Rates rates(Compression compression) {
        return ratesByCompression.computeIfAbsent(
                compression, each -> new Rates(compression + ", " + what, "messages/s"));
    }

    private void measure(Optional<Rates> counted, McapPeer peer, Compression compression) throws IOException {
        int messages = positions.messages() / (peer.name().equals(McapPeers.PYTHON) ? PART_FOR_PYTHON : 1);
        measure(
                counted,
                peer.name(),
                messages,
                () -> peer.write(file, messages, positions.payloadBytes(), compression));
    }

    private void measure(Optional<Rates> counted, String contender, int messages, Way way) throws IOException {
        Files.deleteIfExists(file); // emptying the file of the round before takes time as well
        double seconds = way.seconds();
        counted.ifPresent(rates -> rates.add(contender, messages / seconds));
    }

    private double writeWithTally(Compression compression) throws IOException {
        long start = System.nanoTime();
        positions.write(file, compression);
        return (System.nanoTime() - start) / 1e9;
    }

    private Way plain() throws IOException {
        positions.write(file, Compression.NONE);
        byte[] bytes = Files.readAllBytes(file);
        return () -> {
            long start = System.nanoTime();
            writePlain(bytes);
            return (System.nanoTime() - start) / 1e9;
        };
    }

    private void writePlain(byte[] bytes) throws IOException {
        int step = bytes.length / positions.messages();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            int at = 0;
            for (int i = 1; i < positions.messages(); i++) {
                out.write(bytes, at, step);
                at += step;
            }
            out.write(bytes, at, bytes.length - at);
        }
    }
}

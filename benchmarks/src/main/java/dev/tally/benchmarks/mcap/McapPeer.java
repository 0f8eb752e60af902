package dev.tally.benchmarks.mcap;

import dev.tally.benchmarks.PeerProcess;
import dev.tally.mcap.Compression;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** An official library as a process of its own, which answers each command with the seconds that it took, and stays warm between them. */
final class McapPeer implements Closeable {
    private final String name;
    private final PeerProcess process;

    McapPeer(String name, List<String> command) throws IOException {
        this.name = name;
        this.process = new PeerProcess(command, ProcessBuilder.Redirect.INHERIT);
    }

    String name() {
        return name;
    }

    double write(Path file, int messages, int payloadBytes, Compression compression) throws IOException {
        return seconds("write " + file.toAbsolutePath() + " " + messages + " " + payloadBytes + " "
                + compression.name().toLowerCase(Locale.ROOT));
    }

    double read(Path file, int messages) throws IOException {
        return seconds("read " + file.toAbsolutePath() + " " + messages);
    }

    private double seconds(String command) throws IOException {
        process.send(command);
        try {
            return Double.parseDouble(process.answer());
        } catch (IOException e) {
            throw new IOException(name + " has ended at: " + command, e);
        }
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}

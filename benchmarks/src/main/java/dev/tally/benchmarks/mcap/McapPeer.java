package dev.tally.benchmarks.mcap;

import dev.tally.mcap.Compression;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** An official library as a process of its own, which answers each command with the seconds that it took, and stays warm between them. */
final class McapPeer implements Closeable {
    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final OutputStream commands;

    McapPeer(String name, List<String> command) throws IOException {
        this.name = name;
        this.process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
        this.commands = process.getOutputStream();
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
        commands.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        commands.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException(name + " has ended at: " + command);
        }
        return Double.parseDouble(answer);
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

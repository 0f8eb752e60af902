package dev.tally.benchmarks;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A contender as a process of its own, which stays warm between the commands that it reads from its standard input, a line each. It
 * ends when that is closed.
 *
 * <p><b>Threads.</b> One.
 */
public final class PeerProcess implements Closeable {
    private final Process process;
    private final BufferedReader answers;
    private final OutputStream commands;

    /**
     * Starts a program.
     *
     * @param command the program and its arguments
     * @param errors where its standard error goes
     */
    public PeerProcess(List<String> command, ProcessBuilder.Redirect errors) throws IOException {
        process = new ProcessBuilder(command).redirectError(errors).start();
        answers = process.inputReader(StandardCharsets.US_ASCII);
        commands = process.getOutputStream();
    }

    /** Sends a command. */
    public void send(String command) throws IOException {
        commands.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        commands.flush();
    }

    /**
     * Waits for a line of its standard output.
     *
     * @throws IOException if it has ended
     */
    public String answer() throws IOException {
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the process has ended");
        }
        return answer;
    }

    /** Returns the CPU time that it has used until now, user and system. */
    public Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElseThrow();
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

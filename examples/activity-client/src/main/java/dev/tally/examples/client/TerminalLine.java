package dev.tally.examples.client;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The last line of a terminal, which is rewritten in place. What is logged meanwhile appears above it in whole lines.
 *
 * <p><b>Threads.</b> Any. From the first line on the executor writes, also the log: a terminal that takes nothing, because
 * somebody has typed Ctrl-S, holds up neither who counts nor who delivers. What is logged meanwhile waits, up to
 * {@value #MOST_WAITING} bytes; the rest is lost.
 */
final class TerminalLine {
    private static final String ERASE = "\r\u001b[K";
    /** Cuts off at the edge what does not fit: a line that is wrapped cannot be rewritten. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private static final int MOST_WAITING = 1 << 16;
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final PrintStream terminal;
    private final Executor executor;
    private final AtomicBoolean isDue = new AtomicBoolean(); // and the executor has been told
    private final AtomicInteger waiting = new AtomicInteger(); // bytes of the log
    private volatile boolean isBegun;
    private volatile String text = "";
    private String shown = ""; // under the lock of this object, as all below
    private boolean isAtStart = true; // of a line of the log
    private boolean isEnded;

    /**
     * Creates a line that is empty.
     *
     * @param terminal where the line is written
     * @param executor runs one task after the other
     */
    TerminalLine(PrintStream terminal, Executor executor) {
        this.terminal = terminal;
        this.executor = executor;
    }

    /** Returns the line of a terminal, drawn by a thread of its own. */
    static TerminalLine of(PrintStream terminal) {
        return new TerminalLine(terminal, Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "tally-terminal");
            thread.setDaemon(true);
            return thread;
        }));
    }

    /** Returns whether output and log go to a terminal that can rewrite a line. */
    static boolean isPossible(Map<String, String> environment) {
        String type = environment.getOrDefault("TERM", "dumb");
        return !type.isEmpty() && !type.equals("dumb") && isTerminal(1) && isTerminal(2);
    }

    /** Returns whether colours are welcome: https://no-color.org. */
    static boolean isColourful(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** Shows a text in place of the one before, unless it is the same. */
    void show(String newText) {
        text = newText;
        isBegun = true;
        if (isDue.compareAndSet(false, true)) {
            executor.execute(this::update);
        }
    }

    private synchronized void update() {
        isDue.set(false);
        if (!isEnded && !text.equals(shown)) {
            shown = text;
            if (isAtStart) {
                draw();
            }
        }
    }

    private void draw() {
        terminal.print(ERASE + NO_WRAP + shown + WRAP);
        terminal.flush();
    }

    /** Leaves the line as it is; what is logged from now on appears below it. */
    void end() {
        await(this::leave);
    }

    /** Waits until everything is written, but not long if the terminal takes nothing. */
    void drain() {
        await(() -> {});
    }

    private void await(Runnable what) {
        FutureTask<Void> task = new FutureTask<>(what, null);
        executor.execute(task);
        try {
            task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // the terminal takes nothing
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void leave() {
        if (!isEnded && !shown.isEmpty()) {
            terminal.println();
        }
        isEnded = true;
    }

    /** Returns a stream for the log. */
    PrintStream above() {
        return new PrintStream(new Above(), true, terminal.charset());
    }

    private void log(byte[] bytes, int from, int length) {
        if (!isBegun) {
            write(bytes, from, length);
        } else if (waiting.addAndGet(length) <= MOST_WAITING) {
            byte[] copy = Arrays.copyOfRange(bytes, from, from + length);
            executor.execute(() -> {
                write(copy, 0, length);
                waiting.addAndGet(-length);
            });
        } else {
            waiting.addAndGet(-length);
        }
    }

    private synchronized void write(byte[] bytes, int from, int length) {
        boolean isOver = isEnded || shown.isEmpty();
        if (!isOver && isAtStart) {
            terminal.print(ERASE);
        }
        terminal.write(bytes, from, length);
        isAtStart = bytes[from + length - 1] == '\n';
        if (!isOver && isAtStart) {
            draw();
        }
        terminal.flush();
    }

    private final class Above extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            if (length > 0) {
                log(bytes, from, length);
            }
        }
    }
}

package dev.tally.examples.client;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The last line of a terminal, which is rewritten in place. What is logged meanwhile appears above it in whole lines.
 *
 * <p><b>Threads.</b> Any.
 */
final class TerminalLine {
    private static final String ERASE = "\r\u001b[K";
    /** Cuts off at the edge what does not fit: a line that is wrapped cannot be rewritten. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final PrintStream terminal;
    private String shown = ""; // under the lock of this object, as all below
    private boolean isAtStart = true; // of a line of the log
    private boolean isEnded;

    /** @param terminal where the line is written */
    TerminalLine(PrintStream terminal) {
        this.terminal = terminal;
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
    synchronized void show(String text) {
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
    synchronized void end() {
        if (!isEnded && !shown.isEmpty()) {
            terminal.println();
        }
        isEnded = true;
    }

    /** Returns a stream for the log. */
    PrintStream above() {
        return new PrintStream(new Above(), true, terminal.charset());
    }

    private synchronized void log(byte[] bytes, int from, int length) {
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

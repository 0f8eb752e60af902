package dev.tally.examples.demo;

import java.io.PrintStream;

/** One line that is written over on a terminal, lines one below the other elsewhere. */
final class LiveLine {
    private final PrintStream out;
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();
    private boolean open;

    LiveLine(PrintStream out) {
        this.out = out;
    }

    synchronized void show(String text) {
        out.print(terminal ? "\r\033[K  " + text : "  " + text + System.lineSeparator());
        out.flush();
        open = terminal;
    }

    /** Lets what follows begin on a line of its own. */
    synchronized void end() {
        if (open) {
            out.println();
            open = false;
        }
    }
}

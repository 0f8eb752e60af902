package dev.tally.examples.demo;

import java.io.PrintStream;

/** Prints a line that replaces the previous one on a terminal, and follows it elsewhere. */
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

    /** Ends the line, so that later output begins on a new one. */
    synchronized void end() {
        if (open) {
            out.println();
            open = false;
        }
    }
}

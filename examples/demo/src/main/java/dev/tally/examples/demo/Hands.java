package dev.tally.examples.demo;

import java.io.IOException;
import java.util.List;

/** Makes the input that the demo counts. */
interface Hands extends AutoCloseable {

    /** Returns the client's arguments for counting this input. */
    List<String> clientArguments();

    /** Makes one round of input, waits until it is done, and returns what was done. */
    Totals act(double seconds) throws IOException, InterruptedException;

    /** Returns whether another round of input can follow. */
    boolean canGoOn();

    @Override
    void close() throws IOException;
}

package dev.tally.examples.demo;

import java.io.IOException;
import java.util.List;

/** Whatever makes the input that is to be counted. */
interface Hands extends AutoCloseable {

    /** What the client must be told so that it counts this input. */
    List<String> clientArguments();

    /** Makes one round of input, as long as a round takes; returns what it did. */
    Totals act(double seconds) throws IOException, InterruptedException;

    /** Whether there can be another round. */
    boolean canGoOn();

    @Override
    void close() throws IOException;
}

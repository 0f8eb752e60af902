package dev.tally.mcap.internal.files;

import java.io.IOException;

/** A target of writing that can wait for the disk. */
public interface Durable {

    /** Returns when the disk has all that was written. */
    void force() throws IOException;
}

package dev.tally.examples.client.separate;

/** How a {@link CaptureServer} has ended. */
public enum ServerEnd {
    /** Everything that was counted has been handed over. */
    HANDED_OVER,
    /** Counts that nobody has accepted are lost, or the server has not ended in time. */
    COUNTS_LOST,
    /** The server itself has failed. */
    FAILED
}

package dev.tally.sink.mcap.internal;

/**
 * The counts of samples taken from the queue: recorded and lost ones. Immutable, so that a reader never sees a sample
 * as both recorded and lost.
 *
 * @param recorded samples that were handed to the system
 * @param lost samples that no recording holds
 */
record SampleCounts(long recorded, long lost) {
    static final SampleCounts NONE = new SampleCounts(0, 0);

    SampleCounts plusRecorded(long samples) {
        return new SampleCounts(recorded + samples, lost);
    }

    SampleCounts plusLost(long samples) {
        return new SampleCounts(recorded, lost + samples);
    }

    /** Counts samples as lost that were counted as recorded before; the other way round if negative. */
    SampleCounts recordedToLost(long samples) {
        return new SampleCounts(recorded - samples, lost + samples);
    }
}

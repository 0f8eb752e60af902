package dev.tally.capture.xrecord.internal;

/**
 * Finds out whether a server delivers each report at once by itself; asking it for them is then wasted work.
 *
 * <p>It does so while another client gets the same input, as on a desktop: replies with one event each then arrive one
 * after the other. A few such replies prove nothing, because a flush of ours or an alarm of {@link IdleAlarms} brings one
 * too. A reply with several events shows that the server kept them.
 *
 * <p><b>Threads.</b> The reader of the recording calls {@link #reply}, any thread {@link #isPromptSinceLastCall}.
 *
 * <p><b>Cost.</b> {@link #reply} is one store.
 */
final class DeliveryWatch {
    /** The number of single events between two calls from which on the server is taken to be prompt. */
    static final int ENOUGH_SINGLES = 8;

    private volatile long singles;
    private volatile long batches;

    private long singlesSeen; // these two are read and written under the monitor
    private long batchesSeen;

    /**
     * Counts a reply that carries device events.
     *
     * @param isSingle whether it carries exactly one
     */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    void reply(boolean isSingle) {
        if (isSingle) {
            singles = singles + 1;
        } else {
            batches = batches + 1;
        }
    }

    /**
     * Returns whether at least {@value #ENOUGH_SINGLES} replies have arrived since the last call of this method, each with
     * one event.
     */
    synchronized boolean isPromptSinceLastCall() {
        long singlesNow = singles;
        long batchesNow = batches;
        boolean isPrompt = singlesNow - singlesSeen >= ENOUGH_SINGLES && batchesNow == batchesSeen;
        singlesSeen = singlesNow;
        batchesSeen = batchesNow;
        return isPrompt;
    }
}

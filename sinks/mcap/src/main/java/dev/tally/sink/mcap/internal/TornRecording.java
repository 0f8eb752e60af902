package dev.tally.sink.mcap.internal;

import java.io.IOException;
import java.util.Optional;

/**
 * A recording whose writing failed: a locked {@code .part} without an end.
 *
 * @param journal what holds its open chunk, if anything does
 * @param repeated messages in it that repeat a state and are not counted as samples
 * @param saved samples in both that were counted as recorded
 */
record TornRecording(LockedFile file, Optional<LockedFile> journal, long repeated, long saved) {

    /** Releases the file, whose path names something else by now, and deletes the journal. */
    void discard() throws IOException {
        if (journal.isPresent()) {
            journal.get().delete();
        }
        file.close();
    }

    /** Releases the file, which has been finished. */
    void close() {
        journal.ifPresent(LockedFile::close);
        file.close();
    }
}

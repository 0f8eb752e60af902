package dev.tally.sink.store;

import java.time.Instant;

/**
 * A contribution that was read from a numbered log, such as a partition of a Kafka topic.
 *
 * @param log the name of the log, which no other log ever has
 * @param number the number of the entry; later entries have larger numbers
 * @param received when a server received the contribution; the times of the contribution are judged by this
 * @param contribution what to add
 */
public record LogEntry(String log, long number, Instant received, Contribution contribution) {
    /** Creates an entry. */
    public LogEntry {
        if (number < 0) {
            throw new IllegalArgumentException("an entry has the number " + number + "; numbers begin at 0");
        }
    }
}

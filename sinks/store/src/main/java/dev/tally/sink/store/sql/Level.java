package dev.tally.sink.store.sql;

import dev.tally.sink.store.Bucket;

/**
 * A level of detail: five minutes are kept for the retention, quarter hours and days without end.
 *
 * <p>Quarter hours, because every zone in use is a whole number of them from UTC: its hours and days can be summed exactly.
 */
enum Level {
    FIVE_MINUTES(5),
    QUARTER_HOUR(15),
    DAY(24 * 60);

    final int minutes;
    final long millis;

    Level(int minutes) {
        this.minutes = minutes;
        this.millis = minutes * (Bucket.LENGTH.toMillis() / 5);
    }

    /** Returns the start of the bucket of this level that a moment is in. */
    long floor(long millis) {
        return Math.floorDiv(millis, this.millis) * this.millis;
    }

    /** Returns the start of the first bucket of this level that begins at a moment or after it. */
    long ceil(long millis) {
        return -Math.floorDiv(-millis, this.millis) * this.millis;
    }
}

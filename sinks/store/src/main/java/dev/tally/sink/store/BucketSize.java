package dev.tally.sink.store;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The size of the buckets that counts are summed in. */
public enum BucketSize {
    /** Five minutes; kept for a limited time. */
    FIVE_MINUTES,

    /** An hour of the zone: it starts when the clocks there show a full hour. */
    HOUR,

    /** A day of the zone: it has 23 or 25 hours when the clocks change. */
    DAY;

    private static final long FIVE_MINUTES_SECONDS = 300;
    private static final long HOUR_SECONDS = 3600;

    /**
     * Returns the start of the bucket that a moment is in.
     *
     * @param moment the moment
     * @param zone the zone whose hours and days are meant
     * @return the start, not after the moment
     */
    public Instant startOf(Instant moment, ZoneId zone) {
        return switch (this) {
            case FIVE_MINUTES -> floor(moment, FIVE_MINUTES_SECONDS, ZoneOffset.UTC);
            case HOUR -> floor(moment, HOUR_SECONDS, zone.getRules().getOffset(moment));
            case DAY -> moment.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
        };
    }

    private static Instant floor(Instant moment, long seconds, ZoneOffset offset) {
        long local = moment.getEpochSecond() + offset.getTotalSeconds();
        return moment.truncatedTo(ChronoUnit.SECONDS).minusSeconds(Math.floorMod(local, seconds));
    }
}

package dev.tally.sink.sqlite.internal;

import dev.tally.sink.store.internal.BucketSplit;
import dev.tally.sink.store.internal.ClockTrust;
import dev.tally.sink.store.sql.Upkeep;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Merges rows every five minutes and removes old ones every hour, as long as the store is used.
 *
 * <p><b>Threads.</b> One at a time, the one that uses the connection that writes.
 */
public final class RegularUpkeep {
    private static final Duration BETWEEN_PRUNING = Duration.ofHours(1);
    private static final Duration BETWEEN_MERGING = Duration.ofMinutes(5);

    private final Clock clock;
    private final Duration retention;
    private final Consumer<String> notices;
    private final ClockTrust clockTrust;
    private Instant pruned;
    private Instant merged;

    /**
     * Begins with nothing due.
     *
     * @param retention how long five minutes are kept apart
     * @param notices receives what the operator should know
     */
    public RegularUpkeep(Clock clock, Duration retention, Consumer<String> notices) {
        this.clock = clock;
        this.retention = retention;
        this.notices = notices;
        this.pruned = clock.instant();
        this.merged = pruned;
        this.clockTrust = new ClockTrust(pruned);
    }

    /** Merges and removes now. */
    public void run(Database database) throws SQLException {
        pruned = clock.instant();
        merged = pruned;
        try {
            database.upkeep().merge(pruned);
        } finally {
            removeOld(database, pruned); // also if the file is full, which that may change
        }
    }

    /** Does what is due. The counts are already committed, so a failure is left for the next time. */
    public void runIfDue(Database database) {
        try {
            if (isLongSince(pruned, BETWEEN_PRUNING)) {
                run(database);
            } else if (isLongSince(merged, BETWEEN_MERGING)) {
                merged = clock.instant();
                database.upkeep().merge(merged);
            }
        } catch (SQLException e) {
            notices.accept(database.failureOfWriting(e).getMessage() + "; merging is tried again later");
        }
    }

    /** Removes what is older than the retention; it says how many rows if it is more than usual. */
    private void removeOld(Database database, Instant now) throws SQLException {
        Instant oldest = now.minus(retention);
        if (!clockTrust.isBelieved(now, oldest, database.upkeep()::hasCounts)) {
            return;
        }
        Upkeep.Removed removed = database.upkeep().prune(BucketSplit.bucketOf(oldest.toEpochMilli()));
        database.summaries().forget();
        if (removed.rows() > 0 && !removed.isUsual()) {
            notices.accept("database " + database.file() + ": " + removed.rows()
                    + " rows of five minutes are older than " + retention.toDays()
                    + " days and were merged into quarter hours and days; no count is lost");
            database.compact();
        }
    }

    /** The clock may have been set back, so it is the distance that counts. */
    private boolean isLongSince(Instant moment, Duration period) {
        return Duration.between(moment, clock.instant()).abs().compareTo(period) >= 0;
    }
}

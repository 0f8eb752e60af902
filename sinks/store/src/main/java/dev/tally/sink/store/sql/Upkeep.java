package dev.tally.sink.store.sql;

import dev.tally.sink.store.internal.BucketSplit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/**
 * What is done as time passes: merges rows of five minutes into quarter hours and days when these are over, and removes the
 * rows that are older than the retention, which are merged by then.
 *
 * <p>All of it happens in transactions of at most a day, so that other programs can write in between, and what was interrupted
 * goes on at the next call.
 *
 * <p><b>Threads.</b> One at a time, the one that uses the connection.
 */
public final class Upkeep implements AutoCloseable {
    /** How long a quarter hour is over before it is merged: writers may have begun a transaction before that. */
    static final Duration DELAY = Duration.ofMinutes(10);

    /** The most sums in memory at a time, some megabytes: a day of many sources has more, and so has the file of many years. */
    private static final int WRITTEN_AT_ONCE = 10_000;

    /** The most rows removed in one transaction. */
    private static final int REMOVED_AT_ONCE = 5_000;

    private final Connection connection;
    private final Dialect dialect;
    private final Sums sums;
    private final PreparedStatement raise;
    private final PreparedStatement next;
    private final PreparedStatement rows;
    private final PreparedStatement setMerged;
    private final PreparedStatement setPruned;

    /** Prepares the statements. */
    public Upkeep(Connection connection, Dialect dialect) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        this.sums = new Sums(connection, dialect);
        this.raise = connection.prepareStatement(StoreState.RAISE);
        this.next = connection.prepareStatement(
                "SELECT min(received_at_ms) FROM activity_summaries WHERE received_at_ms >= ?");
        this.rows =
                connection.prepareStatement("SELECT received_at_ms, source, " + Statements.columns(dialect::soundCount)
                        + " FROM activity_summaries WHERE received_at_ms >= ? AND received_at_ms < ?");
        rows.setFetchSize(1_000);
        this.setMerged = connection.prepareStatement("UPDATE activity_state SET merged_until = ?");
        this.setPruned = connection.prepareStatement("UPDATE activity_state SET pruned_until = ?");
    }

    /** Merges every quarter hour that is over. */
    public void merge(Instant now) throws SQLException {
        long until = Level.QUARTER_HOUR.floor(now.minus(DELAY).toEpochMilli());
        boolean[] more = {true};
        while (more[0]) {
            inTransaction(state -> more[0] = mergeNextDay(state, until, now));
        }
    }

    /**
     * What was removed.
     *
     * @param rows how many rows of five minutes
     * @param isUsual whether it is what becomes too old in at most two days, and no file from elsewhere or new retention
     */
    public record Removed(long rows, boolean isUsual) {}

    /** Removes rows of five minutes, of full quarter hours, and identities that are older. */
    public Removed prune(long beforeMillis) throws SQLException {
        long[] limit = {0};
        boolean[] isUsual = {true};
        inTransaction(state -> {
            limit[0] = Level.QUARTER_HOUR.floor(Math.min(beforeMillis, state.mergedUntil()));
            isUsual[0] = limit[0] - state.prunedUntil() <= 2 * Level.DAY.millis;
            if (limit[0] > state.prunedUntil()) {
                set(setPruned, limit[0]); // from now on, readers take the quarter hours
            }
        });
        long removed = removeAll(dialect.deleteBuckets(REMOVED_AT_ONCE), limit[0]);
        removeAll(dialect.deleteAccepted(REMOVED_AT_ONCE), beforeMillis);
        try (PreparedStatement totals = connection.prepareStatement(
                "DELETE FROM activity_totals WHERE minutes = " + Level.FIVE_MINUTES.minutes + " AND start_ms < ?")) {
            inTransaction(state -> {
                totals.setLong(1, limit[0]);
                totals.executeUpdate();
            });
        }
        return new Removed(removed, isUsual[0]);
    }

    /** Says whether there is a row of this time, both ends included. */
    public boolean hasCounts(long fromMillis, long toMillis) throws SQLException {
        try (PreparedStatement present = connection.prepareStatement(
                "SELECT 1 FROM activity_summaries WHERE received_at_ms BETWEEN ? AND ? LIMIT 1")) {
            present.setLong(1, fromMillis);
            present.setLong(2, toMillis);
            try (ResultSet row = present.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Adds the totals of five minutes up from the rows, in the caller's transaction; there must be none of them yet. */
    public void addTotals() throws SQLException {
        add(raise(), Long.MIN_VALUE, Long.MAX_VALUE, (source, bucket, counts) -> sums.total(bucket, counts));
    }

    /**
     * Takes a state that was lost from what it is about, in the caller's transaction: from the quarter hours, and from the rows that
     * are still there. Else what is merged would be merged once more.
     */
    public void restoreState() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery("SELECT max(start_ms) FROM (SELECT minutes, start_ms FROM "
                        + "activity_rollups UNION ALL SELECT minutes, start_ms FROM activity_totals) AS merged WHERE minutes = "
                        + Level.QUARTER_HOUR.minutes);
                PreparedStatement restore = connection.prepareStatement(
                        "UPDATE activity_state SET merged_until = ?, pruned_until = ? WHERE merged_until = 0")) {
            long end = last.next() ? last.getLong(1) + Level.QUARTER_HOUR.millis : 0;
            if (!last.wasNull()) {
                restore.setLong(1, end);
                restore.setLong(2, Level.QUARTER_HOUR.ceil(Math.min(end, firstRowFrom(0))));
                restore.executeUpdate();
            }
        }
    }

    @Override
    public void close() throws SQLException {
        sums.close();
        for (Statement statement : new Statement[] {raise, next, rows, setMerged, setPruned}) {
            statement.close();
        }
    }

    private boolean mergeNextDay(StoreState state, long until, Instant now) throws SQLException {
        long from = state.mergedUntil();
        if (from > until) {
            return from > Level.QUARTER_HOUR.ceil(now.toEpochMilli()) && unmerge(state, now);
        }
        long first = firstRowFrom(from);
        long start = Math.min(until, Level.QUARTER_HOUR.floor(first));
        long end = Math.min(until, Level.DAY.floor(start) + Level.DAY.millis);
        if (end > start) {
            add(state, start, end, sums::merge);
        }
        if (end > from) {
            set(setMerged, end);
        }
        return end < until;
    }

    /** The clock was ahead: what was merged since the start of this day is taken back, and merged again when it is over. */
    private boolean unmerge(StoreState state, Instant now) throws SQLException {
        long from = Level.DAY.floor(now.toEpochMilli());
        if (from < state.prunedUntil()) {
            return false; // rows that would have to be merged again are removed already
        }
        for (String sql : new String[] {
            "DELETE FROM activity_rollups WHERE start_ms >= ?",
            "DELETE FROM activity_totals WHERE minutes > " + Level.FIVE_MINUTES.minutes + " AND start_ms >= ?"
        }) {
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                set(delete, from);
            }
        }
        set(setMerged, from);
        return true;
    }

    private long firstRowFrom(long from) throws SQLException {
        next.setLong(1, from);
        try (ResultSet row = next.executeQuery()) {
            long first = row.next() ? row.getLong(1) : 0;
            return row.wasNull() ? Long.MAX_VALUE : first;
        }
    }

    private interface RowReader {
        void row(String source, long bucketMillis, long[] counts);
    }

    /** Adds the rows of a time up, and writes the sums. */
    private void add(StoreState state, long from, long to, RowReader reader) throws SQLException {
        rows.setLong(1, from);
        rows.setLong(2, to);
        try (ResultSet found = rows.executeQuery()) {
            while (found.next()) {
                reader.row(found.getString(2), BucketSplit.bucketOf(found.getLong(1)), Statements.counts(found, 3));
                if (sums.size() >= WRITTEN_AT_ONCE) {
                    write(state);
                }
            }
        }
        write(state);
    }

    private void write(StoreState state) throws SQLException {
        sums.write(state);
        sums.clear();
    }

    private long removeAll(String sql, long beforeMillis) throws SQLException {
        long all = 0;
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            int[] removed = {REMOVED_AT_ONCE};
            while (removed[0] == REMOVED_AT_ONCE) {
                inTransaction(state -> {
                    delete.setLong(1, beforeMillis);
                    removed[0] = delete.executeUpdate();
                });
                all += removed[0];
            }
        }
        return all;
    }

    private static void set(PreparedStatement statement, long value) throws SQLException {
        statement.setLong(1, value);
        statement.executeUpdate();
    }

    private StoreState raise() throws SQLException {
        try (ResultSet row = raise.executeQuery()) {
            return StoreState.of(row);
        }
    }

    private interface Work {
        void run(StoreState state) throws SQLException;
    }

    private void inTransaction(Work work) throws SQLException {
        dialect.begin(connection);
        boolean committed = false;
        try {
            work.run(raise());
            dialect.commit(connection);
            committed = true;
        } finally {
            sums.clear();
            if (!committed) {
                dialect.rollback(connection);
            }
        }
    }
}

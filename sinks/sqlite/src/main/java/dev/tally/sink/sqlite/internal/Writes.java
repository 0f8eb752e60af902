package dev.tally.sink.sqlite.internal;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.sqlite.Acceptance;
import dev.tally.sink.sqlite.Contribution;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements of the connection that writes.
 *
 * <p><b>Threads.</b> One at a time.
 */
public final class Writes implements AutoCloseable {
    /** The most rows removed in one transaction: few enough for other programs to write in between. */
    private static final int PRUNED_AT_ONCE = 5_000;

    private record Row(String source, long bucketMillis) {}

    private final Statement control;
    private final AcceptedIntervals accepted;
    private final PreparedStatement add;
    private final PreparedStatement pruneRows;
    private final PreparedStatement pruneAccepted;
    private final PreparedStatement hasCounts;
    private final Map<Row, long[]> sums = new HashMap<>();
    private long dataVersion;

    Writes(Connection connection) throws SQLException {
        this.control = connection.createStatement();
        this.accepted = new AcceptedIntervals(connection);
        this.add = connection.prepareStatement(addSql());
        this.pruneRows = connection.prepareStatement("DELETE FROM activity_summaries WHERE id IN "
                + "(SELECT id FROM activity_summaries WHERE received_at_ms < ? LIMIT " + PRUNED_AT_ONCE + ")");
        this.pruneAccepted = connection.prepareStatement("DELETE FROM accepted_intervals WHERE (run, first) IN "
                + "(SELECT run, first FROM accepted_intervals WHERE accepted_at_ms < ? LIMIT " + PRUNED_AT_ONCE + ")");
        this.hasCounts = connection.prepareStatement(
                "SELECT EXISTS (SELECT 1 FROM activity_summaries WHERE received_at_ms BETWEEN ? AND ?)");
    }

    /**
     * Adds all of these in one transaction, but no interval that was accepted before. If it throws, nothing was added.
     *
     * <p>The transaction is begun explicitly: the driver would begin the next one with each commit, and so lock out other
     * programs.
     *
     * @return what became of each, in the order of the contributions
     */
    public List<Acceptance> addAll(List<? extends Contribution> contributions, Instant now, Duration retention)
            throws SQLException {
        control.execute("BEGIN IMMEDIATE");
        boolean committed = false;
        try {
            forgetIfChangedByOthers();
            List<Acceptance> outcome = new ArrayList<>(contributions.size());
            for (Contribution contribution : contributions) {
                outcome.add(add(contribution, now, retention));
            }
            writeSums();
            accepted.save(now);
            control.execute("COMMIT");
            committed = true;
            return outcome;
        } finally {
            sums.clear();
            if (!committed) {
                rollback();
            }
        }
    }

    private void forgetIfChangedByOthers() throws SQLException {
        try (ResultSet row = control.executeQuery("PRAGMA data_version")) {
            long version = row.next() ? row.getLong(1) : 0;
            if (version != dataVersion) {
                accepted.forget();
                dataVersion = version;
            }
        }
    }

    private Acceptance add(Contribution contribution, Instant now, Duration retention) throws SQLException {
        if (contribution instanceof Contribution.Anonymous anonymous) {
            add(anonymous.source(), Span.at(now), anonymous.counts());
            return Acceptance.ADDED;
        }
        Contribution.Identified identified = (Contribution.Identified) contribution;
        ActivityInterval interval = identified.interval();
        Acceptance acceptance = accepted.accept(interval, now);
        if (acceptance != Acceptance.ADDED) {
            return acceptance;
        }
        Span span = Span.believed(interval.start(), interval.end(), identified.sent(), now, retention);
        add(contribution.source(), span, interval.counts());
        return span.atReceipt() ? Acceptance.ADDED_AT_RECEIPT : Acceptance.ADDED;
    }

    /** Adds counts to the sums in memory: in a batch, many contributions belong to the same bucket. */
    private void add(String source, Span span, Counts counts) {
        for (BucketSplit.Part part : BucketSplit.split(span, Column.toArray(counts))) {
            long[] sum = sums.computeIfAbsent(new Row(source, part.bucketMillis()), row -> new long[Column.ALL.length]);
            Column.addTo(sum, part.counts());
        }
    }

    private void writeSums() throws SQLException {
        for (Map.Entry<Row, long[]> entry : sums.entrySet()) {
            add.setLong(1, entry.getKey().bucketMillis());
            add.setString(2, entry.getKey().source());
            long[] counts = entry.getValue();
            for (int i = 0; i < counts.length; i++) {
                add.setLong(3 + i, counts[i]);
            }
            add.executeUpdate();
        }
    }

    private void rollback() {
        accepted.forget();
        try {
            control.execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back already, as it does when the disk is full
        }
    }

    /** Removes older counts and identities, in small transactions. */
    public void prune(long beforeMillis) throws SQLException {
        accepted.forget();
        for (PreparedStatement statement : List.of(pruneRows, pruneAccepted)) {
            statement.setLong(1, beforeMillis);
            int removed;
            do {
                removed = statement.executeUpdate();
            } while (removed == PRUNED_AT_ONCE);
        }
    }

    /** Says whether there is a row of this time, both ends included. */
    boolean hasCounts(long fromMillis, long toMillis) throws SQLException {
        hasCounts.setLong(1, fromMillis);
        hasCounts.setLong(2, toMillis);
        try (ResultSet row = hasCounts.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    @Override
    public void close() throws SQLException {
        accepted.close();
        for (Statement statement : List.of(control, add, pruneRows, pruneAccepted, hasCounts)) {
            statement.close();
        }
    }

    private static String addSql() {
        String names = Stream.of(Column.ALL).map(c -> c.sql).collect(Collectors.joining(", "));
        String values = Stream.of(Column.ALL).map(c -> "?").collect(Collectors.joining(", "));
        String sums = Stream.of(Column.ALL).map(c -> saturatingSum(c.sql)).collect(Collectors.joining(", "));
        return "INSERT INTO activity_summaries (merged, received_at_ms, source, " + names + ") VALUES (1, ?, ?, "
                + values + ") ON CONFLICT (source, received_at_ms) WHERE merged = 1 DO UPDATE SET " + sums;
    }

    /** Returns SQL that adds up to 2<sup>63</sup> − 1: beyond that, SQLite would change to floating point. */
    private static String saturatingSum(String column) {
        return column + " = CASE WHEN " + column + " > 9223372036854775807 - excluded." + column
                + " THEN 9223372036854775807 ELSE " + column + " + excluded." + column + " END";
    }
}

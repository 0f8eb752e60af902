package dev.tally.sink.sqlite.internal;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.sqlite.Contribution;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statements of the connection that writes. What belongs together is committed by the caller. */
public final class Writes implements AutoCloseable {
    /** Small enough for other programs to get their turn with the file. */
    private static final int PRUNED_AT_ONCE = 5_000;

    private record Row(String source, long bucketMillis) {}

    private final Statement control;
    private final PreparedStatement accept;
    private final PreparedStatement add;
    private final PreparedStatement pruneRows;
    private final PreparedStatement pruneAccepted;
    private final PreparedStatement between;
    private final Map<Row, long[]> sums = new HashMap<>();

    Writes(Connection connection) throws SQLException {
        this.control = connection.createStatement();
        this.accept = connection.prepareStatement(
                "INSERT OR IGNORE INTO accepted_intervals (run, first, last, accepted_at_ms) VALUES (?, ?, ?, ?)");
        this.add = connection.prepareStatement(addSql());
        this.pruneRows = connection.prepareStatement("DELETE FROM activity_summaries WHERE id IN "
                + "(SELECT id FROM activity_summaries WHERE received_at_ms < ? LIMIT " + PRUNED_AT_ONCE + ")");
        this.pruneAccepted = connection.prepareStatement("DELETE FROM accepted_intervals WHERE (run, first) IN "
                + "(SELECT run, first FROM accepted_intervals WHERE accepted_at_ms < ? LIMIT " + PRUNED_AT_ONCE + ")");
        this.between = connection.prepareStatement(
                "SELECT EXISTS (SELECT 1 FROM activity_summaries WHERE received_at_ms BETWEEN ? AND ?)");
    }

    /**
     * Adds all of these in one transaction, but no interval that was accepted before. If it throws, nothing was added.
     *
     * <p>The transaction is begun by hand: the driver would begin the next one with each commit, and so never let other
     * programs in.
     */
    public void addAll(List<? extends Contribution> contributions, Instant now, Duration retention)
            throws SQLException {
        control.execute("BEGIN IMMEDIATE");
        boolean committed = false;
        try {
            for (Contribution contribution : contributions) {
                add(contribution, now, retention);
            }
            writeSums();
            control.execute("COMMIT");
            committed = true;
        } finally {
            sums.clear();
            if (!committed) {
                rollback();
            }
        }
    }

    private void add(Contribution contribution, Instant now, Duration retention) throws SQLException {
        if (contribution instanceof Contribution.Identified identified) {
            ActivityInterval interval = identified.interval();
            if (accept(interval, now)) {
                Span span = Span.believed(interval.start(), interval.end(), now, retention);
                add(identified.source(), span, interval.counts());
            }
        } else if (contribution instanceof Contribution.Anonymous anonymous) {
            add(anonymous.source(), Span.at(now), anonymous.counts());
        }
    }

    private boolean accept(ActivityInterval interval, Instant now) throws SQLException {
        accept.setBytes(1, bytes(interval.run()));
        accept.setLong(2, interval.first());
        accept.setLong(3, interval.last());
        accept.setLong(4, now.toEpochMilli());
        return accept.executeUpdate() == 1;
    }

    /** Adds up in memory first: in a batch, many contributions are of the same bucket. */
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
        try {
            control.execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has taken it back already, as it does when the disk is full
        }
    }

    /** Removes what is older, a little at a time. */
    public void prune(long beforeMillis) throws SQLException {
        for (PreparedStatement statement : List.of(pruneRows, pruneAccepted)) {
            statement.setLong(1, beforeMillis);
            int removed;
            do {
                removed = statement.executeUpdate();
            } while (removed == PRUNED_AT_ONCE);
        }
    }

    /** Whether there is a row of this time, both ends included. */
    boolean hasCounts(long fromMillis, long toMillis) throws SQLException {
        between.setLong(1, fromMillis);
        between.setLong(2, toMillis);
        try (ResultSet row = between.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Statement statement : List.of(control, accept, add, pruneRows, pruneAccepted, between)) {
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

    /** Beyond 63 bits SQLite would go on in floating point. */
    private static String saturatingSum(String column) {
        return column + " = CASE WHEN " + column + " > 9223372036854775807 - excluded." + column
                + " THEN 9223372036854775807 ELSE " + column + " + excluded." + column + " END";
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}

package dev.tally.sink.store.sql;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Counts;
import dev.tally.sink.store.Acceptance;
import dev.tally.sink.store.Contribution;
import dev.tally.sink.store.LogEntry;
import dev.tally.sink.store.internal.BucketSplit;
import dev.tally.sink.store.internal.Column;
import dev.tally.sink.store.internal.Span;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds counts through one connection.
 *
 * <p>A transaction writes a row of five minutes for each source and bucket of the batch, the total of each bucket, and the
 * accepted intervals. Counts for a time that is merged already also go to its quarter hour and day.
 *
 * <p><b>Threads.</b> One at a time.
 */
public final class CountWriter implements AutoCloseable {
    private final Connection connection;
    private final Dialect dialect;
    private final AcceptedIntervals accepted;
    private final LogPositions positions;
    private final Sums sums;
    private final PreparedStatement raise;
    private long lastVersion = -1;

    /** Prepares the statements. */
    public CountWriter(Connection connection, Dialect dialect) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        this.accepted = new AcceptedIntervals(connection);
        this.positions = new LogPositions(connection);
        this.sums = new Sums(connection, dialect);
        this.raise = connection.prepareStatement(StoreState.RAISE);
    }

    /**
     * Adds all of these in one transaction, but no interval that was accepted before. If it throws, nothing was added.
     *
     * @return what became of each, in the order of the contributions
     */
    public List<Acceptance> addAll(List<? extends Contribution> contributions, Instant now, Duration retention)
            throws SQLException {
        return inTransaction(now, () -> {
            List<Acceptance> outcome = new ArrayList<>(contributions.size());
            for (Contribution contribution : contributions) {
                outcome.add(add(contribution, now, retention));
            }
            return outcome;
        });
    }

    /**
     * Adds the entries of logs that were not read before, and how far the logs were read, in one transaction.
     *
     * @return what became of each, in the order of the entries
     */
    public List<Acceptance> addAllOfLogs(List<LogEntry> entries, Instant now, Duration retention) throws SQLException {
        return inTransaction(now, () -> {
            List<Acceptance> outcome = new ArrayList<>(entries.size());
            for (LogEntry entry : entries) {
                Instant received = entry.received().isAfter(now) ? now : entry.received();
                outcome.add(
                        positions.pass(entry) ? add(entry.contribution(), received, retention) : Acceptance.REPEATED);
            }
            positions.save();
            return outcome;
        });
    }

    private interface Adding {
        List<Acceptance> add() throws SQLException;
    }

    private List<Acceptance> inTransaction(Instant now, Adding adding) throws SQLException {
        dialect.begin(connection);
        boolean committed = false;
        try {
            StoreState state = raise();
            List<Acceptance> outcome = adding.add();
            sums.write(state);
            accepted.save(now);
            dialect.commit(connection);
            committed = true;
            return outcome;
        } finally {
            sums.clear();
            positions.clear();
            if (!committed) {
                forget();
                dialect.rollback(connection);
            }
        }
    }

    /** Forgets what is known of the tables: another connection is about to change them. */
    public void forget() {
        accepted.forget();
        lastVersion = -1;
    }

    @Override
    public void close() throws SQLException {
        accepted.close();
        positions.close();
        sums.close();
        raise.close();
    }

    /** Locks out other writers, and forgets what is in memory if one of them has written since. */
    private StoreState raise() throws SQLException {
        try (ResultSet row = raise.executeQuery()) {
            StoreState state = StoreState.of(row);
            if (state.version() != lastVersion + 1) {
                accepted.forget();
            }
            lastVersion = state.version();
            return state;
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

    private void add(String source, Span span, Counts counts) {
        for (BucketSplit.Part part : BucketSplit.split(span, Column.toArray(counts))) {
            sums.add(source, part.bucketMillis(), part.counts());
        }
    }
}

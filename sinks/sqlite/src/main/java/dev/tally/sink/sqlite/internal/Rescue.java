package dev.tally.sink.sqlite.internal;

import dev.tally.sink.SinkException;
import dev.tally.sink.store.internal.Column;
import dev.tally.sink.store.sql.Upkeep;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Copies the readable part of a damaged database to a new one.
 *
 * <p>The table is read in the order of its keys. Where a page cannot be read, the next key that can is looked for, first in
 * steps that double, then by halving: the damage of one page costs the rows of that page.
 */
final class Rescue {
    private static final String ACCEPTED_COLUMNS = "run, first, last, accepted_at_ms, newest";

    private final Connection from;
    private final Connection to;
    private boolean isWhole = true;

    private Rescue(Connection from, Connection to) {
        this.from = from;
        this.to = to;
    }

    /** Renames the database and its log; returns the new name of the database. */
    static Path setAside(Path file, Instant now) throws SinkException {
        Path damaged = SetAside.name(file, "damaged", now);
        try {
            SetAside.move(file, damaged);
            for (String suffix : List.of("-wal", "-shm", "-journal")) {
                SetAside.move(WatchedFiles.beside(file, suffix), WatchedFiles.beside(damaged, suffix));
            }
            return damaged;
        } catch (IOException e) {
            throw new SinkException(
                    "database " + file + ": damaged, and cannot be set aside as " + damaged + " (" + e
                            + "); move it away and restore a backup",
                    e);
        }
    }

    /** Copies what can be read; returns what was copied, as the end of a sentence. */
    static String copy(Path damaged, Connection to) throws SQLException {
        try (Connection from = Connections.toRead(damaged)) {
            Connections.readDespiteDamage(from);
            return new Rescue(from, to).copyAll();
        } catch (SQLException e) {
            requireDamage(e);
            return "nothing in it can be read";
        }
    }

    private String copyAll() throws SQLException {
        try (Statement control = to.createStatement()) {
            control.execute("BEGIN IMMEDIATE");
            long rows = copyRows();
            long runs = copyAccepted();
            copyMerged(control);
            copyPositions();
            control.execute("COMMIT");
            return rows + " rows of counts and the identities of " + runs + " runs were rescued"
                    + (isWhole ? ", which is all of them" : "; an interval that comes again may count twice");
        }
    }

    private long copyRows() throws SQLException {
        Set<String> present;
        try (Statement statement = from.createStatement()) {
            present = Schema.columns(statement, Schema.TABLE);
        }
        if (present.isEmpty()) { // the schema itself is damaged
            isWhole = false;
            return 0;
        }
        List<Column> counts = Stream.of(Column.ALL)
                .filter(column -> present.contains(column.sql))
                .toList();
        String names = counts.stream().map(column -> column.sql).collect(Collectors.joining(", "));
        String select = "SELECT id, received_at_ms, " + (present.contains("merged") ? "source, merged, " : "'', 0, ")
                + soundCounts(counts) + " FROM activity_summaries WHERE id >= ";
        try (PreparedStatement insert =
                to.prepareStatement("INSERT OR IGNORE INTO activity_summaries (received_at_ms, source, merged, " + names
                        + ") VALUES (?, ?, ?" + ", ?".repeat(counts.size()) + ")")) {
            return copyRows(select, insert, 3 + counts.size());
        }
    }

    private static String soundCounts(List<Column> columns) {
        return columns.stream().map(SqliteDialect.INSTANCE::soundCount).collect(Collectors.joining(", "));
    }

    private long copyRows(String select, PreparedStatement insert, int values) throws SQLException {
        long lastKey = lastKey();
        long copied = 0;
        long key = 0;
        while (key <= lastKey) {
            try (Statement statement = from.createStatement();
                    ResultSet rows = statement.executeQuery(select + key + " ORDER BY id")) {
                while (rows.next()) {
                    for (int i = 1; i <= values; i++) {
                        insert.setObject(i, rows.getObject(i + 1));
                    }
                    copied += insert.executeUpdate();
                    key = rows.getLong(1) + 1;
                }
                return copied;
            } catch (SQLException e) {
                requireDamage(e);
                isWhole = false;
                key = keyAfterDamage(select, key, lastKey);
            }
        }
        return copied;
    }

    /** Returns the least key known from which rows can be read; more than the last key if no row can. */
    private long keyAfterDamage(String select, long key, long lastKey) throws SQLException {
        long unreadable = key;
        long step = 1;
        while (key + step <= lastKey && !isReadableFrom(select, key + step)) {
            unreadable = key + step;
            step *= 2;
        }
        long readable = key + step;
        while (readable - unreadable > 1) {
            long middle = unreadable + (readable - unreadable) / 2;
            if (middle <= lastKey && !isReadableFrom(select, middle)) {
                unreadable = middle;
            } else {
                readable = middle;
            }
        }
        return readable;
    }

    /** Uses a new statement for each question: the driver closes one that has failed. */
    private boolean isReadableFrom(String select, long key) throws SQLException {
        try (Statement statement = from.createStatement();
                ResultSet row = statement.executeQuery(select + key + " ORDER BY id LIMIT 1")) {
            row.next();
            return true;
        } catch (SQLException e) {
            requireDamage(e);
            return false;
        }
    }

    private static void requireDamage(SQLException failure) throws SQLException {
        if (!SqliteFailure.isDamage(failure)) {
            throw failure;
        }
    }

    private long lastKey() {
        try (Statement statement = from.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT seq FROM sqlite_sequence WHERE name = '" + Schema.TABLE + "'")) {
            return row.next() ? row.getLong(1) : 0;
        } catch (SQLException e) {
            isWhole = false;
            return 1L << 40; // more rows than any database of ours has
        }
    }

    /** Copies from the first row and then from the last row up to the damage. */
    private long copyAccepted() throws SQLException {
        try (Statement statement = from.createStatement()) {
            if (!Schema.columns(statement, Schema.ACCEPTED).contains("newest")) {
                isWhole = isWhole && Schema.columns(statement, Schema.ACCEPTED).isEmpty();
                return 0;
            }
        }
        if (!copyAccepted("ASC")) {
            isWhole = false;
            copyAccepted("DESC");
        }
        try (Statement statement = to.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(DISTINCT run) FROM accepted_intervals")) {
            return row.getLong(1);
        }
    }

    /** Copies quarter hours, days and how far they go, and adds the totals of five minutes up from the rows that were copied. */
    private void copyMerged(Statement control) throws SQLException {
        control.execute("DELETE FROM activity_totals"); // what the trigger has added for rows of the older program
        try (Statement statement = from.createStatement()) {
            if (!Schema.columns(statement, Schema.STATE).isEmpty()) {
                copyTable(Schema.ROLLUPS, "minutes, source, start_ms", "true");
                copyTable(Schema.TOTALS, "minutes, start_ms", "minutes > 5");
                copyTable(Schema.STATE, "id", "true");
            }
        }
        try (Upkeep upkeep = new Upkeep(to, SqliteDialect.INSTANCE)) {
            upkeep.restoreState();
            upkeep.addTotals();
        }
    }

    private void copyPositions() throws SQLException {
        try (Statement statement = from.createStatement()) {
            if (!Schema.columns(statement, Schema.POSITIONS).isEmpty()) {
                copyTable(Schema.POSITIONS, "log", "true");
            }
        }
    }

    /** Copies from the first row and then from the last row up to the damage. */
    private void copyTable(String table, String key, String which) throws SQLException {
        for (String order : new String[] {"", key.replace(",", " DESC,") + " DESC"}) {
            try (Statement statement = from.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT * FROM " + table + " WHERE " + which + " ORDER BY "
                            + (order.isEmpty() ? key : order))) {
                int columns = rows.getMetaData().getColumnCount();
                try (PreparedStatement insert = to.prepareStatement(
                        "INSERT OR REPLACE INTO " + table + " VALUES (?" + ", ?".repeat(columns - 1) + ")")) {
                    while (rows.next()) {
                        for (int i = 1; i <= columns; i++) {
                            insert.setObject(i, rows.getObject(i));
                        }
                        insert.executeUpdate();
                    }
                }
                return;
            } catch (SQLException e) {
                requireDamage(e);
                isWhole = false;
            }
        }
    }

    private boolean copyAccepted(String order) throws SQLException {
        try (PreparedStatement insert = to.prepareStatement(
                        "INSERT OR IGNORE INTO accepted_intervals (" + ACCEPTED_COLUMNS + ") VALUES (?, ?, ?, ?, ?)");
                Statement statement = from.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + ACCEPTED_COLUMNS
                        + " FROM accepted_intervals ORDER BY run " + order + ", first " + order)) {
            while (rows.next()) {
                for (int i = 1; i <= 5; i++) {
                    insert.setObject(i, rows.getObject(i));
                }
                insert.executeUpdate();
            }
            return true;
        } catch (SQLException e) {
            requireDamage(e);
            return false;
        }
    }
}

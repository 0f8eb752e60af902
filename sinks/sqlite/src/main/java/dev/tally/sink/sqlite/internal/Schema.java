package dev.tally.sink.sqlite.internal;

import dev.tally.sink.SinkException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables, and how a file of the system that Tally succeeds becomes one of Tally's, in place.
 *
 * <p>{@code activity_summaries} keeps the columns that it had, with their meaning; what is new has a default, so that the
 * older program can go on with the file. Its rows stay as they are, one for each payload. Rows of ours are {@code merged}:
 * one for each source and bucket, with the start of the bucket as {@code received_at_ms}.
 *
 * <p>{@code accepted_intervals} remembers which intervals were counted.
 */
final class Schema {
    static final String TABLE = "activity_summaries";

    private static final List<String> ORIGINAL = List.of("received_at_ms", "lc", "rc", "mc", "kp", "mm");

    private static final String CREATE = "CREATE TABLE IF NOT EXISTS activity_summaries ("
            + "id INTEGER PRIMARY KEY AUTOINCREMENT, received_at_ms INTEGER NOT NULL, lc INTEGER NOT NULL DEFAULT 0, "
            + "rc INTEGER NOT NULL DEFAULT 0, mc INTEGER NOT NULL DEFAULT 0, kp INTEGER NOT NULL DEFAULT 0, "
            + "mm INTEGER NOT NULL DEFAULT 0)";

    private static final List<String> REST = List.of(
            "CREATE INDEX IF NOT EXISTS tally_summaries_received ON activity_summaries (received_at_ms)",
            "CREATE UNIQUE INDEX IF NOT EXISTS tally_summaries_merged ON activity_summaries (source, received_at_ms) "
                    + "WHERE merged = 1",
            "CREATE TABLE IF NOT EXISTS accepted_intervals (run BLOB NOT NULL, first INTEGER NOT NULL, "
                    + "last INTEGER NOT NULL, accepted_at_ms INTEGER NOT NULL, PRIMARY KEY (run, first)) WITHOUT ROWID",
            "CREATE INDEX IF NOT EXISTS tally_accepted_at ON accepted_intervals (accepted_at_ms)");

    private Schema() {}

    static void migrate(Connection connection, Path file) throws SQLException, SinkException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE"); // closing the connection takes all of it back
            statement.executeUpdate(CREATE);
            Set<String> present = columns(statement);
            requireOriginalColumns(present, file);
            addColumns(statement, present);
            for (String sql : REST) {
                statement.executeUpdate(sql);
            }
            statement.execute("COMMIT");
        }
    }

    private static Set<String> columns(Statement statement) throws SQLException {
        Set<String> names = new HashSet<>();
        try (ResultSet rows = statement.executeQuery("PRAGMA table_info(activity_summaries)")) {
            while (rows.next()) {
                names.add(rows.getString("name"));
            }
        }
        return names;
    }

    private static void requireOriginalColumns(Set<String> present, Path file) throws SinkException {
        String missing =
                ORIGINAL.stream().filter(name -> !present.contains(name)).collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new SinkException(
                    "database " + file + ": its table " + TABLE + " has no column " + missing
                            + "; it is another program's, name another file",
                    (Throwable) null);
        }
    }

    private static void addColumns(Statement statement, Set<String> present) throws SQLException {
        Stream<String> counts = Stream.of(Column.ALL).map(column -> column.sql + " INTEGER NOT NULL DEFAULT 0");
        Stream<String> others = Stream.of("source TEXT NOT NULL DEFAULT ''", "merged INTEGER NOT NULL DEFAULT 0");
        for (String column : Stream.concat(others, counts).toList()) {
            if (!present.contains(column.substring(0, column.indexOf(' ')))) {
                statement.executeUpdate("ALTER TABLE activity_summaries ADD COLUMN " + column);
            }
        }
    }
}

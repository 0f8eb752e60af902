package dev.tally.sink.sqlite.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tables, and how a file of the system that Tally succeeds becomes one of Tally's, in place.
 *
 * <p>{@code activity_summaries} keeps the columns that it had, with their meaning; new columns have a default, so that the
 * older program can go on with the file. Its rows stay as they are, one for each payload. Rows of ours are {@code merged}:
 * one for each source and bucket, with the start of the bucket as {@code received_at_ms}.
 *
 * <p>{@code accepted_intervals} remembers which intervals were counted: see {@link AcceptedIntervals}.
 */
final class Schema {
    static final String TABLE = "activity_summaries";
    static final String ACCEPTED = "accepted_intervals";

    /** The columns that the older program creates. */
    static final List<String> ORIGINAL = List.of("id", "received_at_ms", "lc", "rc", "mc", "kp", "mm");

    /** The columns that every version of Tally creates. */
    static final List<String> ACCEPTED_COLUMNS = List.of("run", "first", "last", "accepted_at_ms");

    /** "TALY": the application id in the header of a file of ours. */
    static final int APPLICATION_ID = 0x54414C59;

    private static final String CREATE = "CREATE TABLE IF NOT EXISTS activity_summaries ("
            + "id INTEGER PRIMARY KEY AUTOINCREMENT, received_at_ms INTEGER NOT NULL, lc INTEGER NOT NULL DEFAULT 0, "
            + "rc INTEGER NOT NULL DEFAULT 0, mc INTEGER NOT NULL DEFAULT 0, kp INTEGER NOT NULL DEFAULT 0, "
            + "mm INTEGER NOT NULL DEFAULT 0)";

    private static final List<String> REST = List.of(
            "CREATE INDEX IF NOT EXISTS tally_summaries_received ON activity_summaries (received_at_ms)",
            "CREATE UNIQUE INDEX IF NOT EXISTS tally_summaries_merged ON activity_summaries (source, received_at_ms) "
                    + "WHERE merged = 1",
            "CREATE TABLE IF NOT EXISTS accepted_intervals (run BLOB NOT NULL, first INTEGER NOT NULL, "
                    + "last INTEGER NOT NULL, accepted_at_ms INTEGER NOT NULL, newest INTEGER NOT NULL DEFAULT 0, "
                    + "PRIMARY KEY (run, first)) WITHOUT ROWID",
            "DROP INDEX IF EXISTS tally_accepted_at");

    /** Turns rows of intervals into rows of ranges: a range begins where no other interval ends, and includes all that follow without a hole. */
    private static final List<String> MERGE_ACCEPTED = List.of(
            "ALTER TABLE accepted_intervals ADD COLUMN newest INTEGER NOT NULL DEFAULT 0",
            "CREATE TEMP TABLE tally_ranges AS SELECT run, min(first) AS first, max(last) AS last, "
                    + "max(accepted_at_ms) AS accepted_at_ms, max(first) AS newest FROM ("
                    + "SELECT *, sum(is_start) OVER (PARTITION BY run ORDER BY first) AS number FROM ("
                    + "SELECT *, first - 1 > coalesce(max(last) OVER (PARTITION BY run ORDER BY first "
                    + "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), -1) AS is_start FROM accepted_intervals)) "
                    + "GROUP BY run, number",
            "DELETE FROM accepted_intervals",
            "INSERT INTO accepted_intervals (run, first, last, accepted_at_ms, newest) "
                    + "SELECT run, first, last, accepted_at_ms, newest FROM tally_ranges",
            "DROP TABLE temp.tally_ranges");

    private Schema() {}

    /** Creates the tables, or adds what is missing; {@link Ownership} has checked that they are ours. */
    static void migrate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE"); // closing the connection rolls all of it back
            statement.executeUpdate(CREATE);
            addColumns(statement, columns(statement, TABLE));
            Set<String> accepted = columns(statement, ACCEPTED);
            for (String sql : REST) {
                statement.executeUpdate(sql);
            }
            if (!accepted.isEmpty() && !accepted.contains("newest")) {
                for (String sql : MERGE_ACCEPTED) {
                    statement.executeUpdate(sql);
                }
            }
            statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
            statement.execute("COMMIT");
        }
    }

    /** Returns the names of a table's columns; empty if there is no such table. */
    static Set<String> columns(Statement statement, String table) throws SQLException {
        Set<String> names = new HashSet<>();
        try (ResultSet rows = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
            while (rows.next()) {
                names.add(rows.getString("name"));
            }
        }
        return names;
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

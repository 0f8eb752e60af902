package dev.tally.sink.sqlite.internal;

import dev.tally.sink.store.internal.Column;
import dev.tally.sink.store.sql.Upkeep;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables, and how a file of the system that Tally succeeds becomes one of Tally's, in place.
 *
 * <p>{@code activity_summaries} keeps the columns that it had, with their meaning; new columns have a default, so that the
 * older program can go on with the file. Its rows stay as they are, one for each payload. Rows of ours are {@code merged}:
 * one for each source and bucket, with the start of the bucket as {@code received_at_ms}.
 *
 * <p>{@code activity_rollups} has the quarter hours and days of each source, {@code activity_totals} the sums of all sources,
 * and {@code activity_state} how far merging and removing have come. A trigger adds the rows of the older program to the totals,
 * so that they are exact while it writes to the file.
 *
 * <p>{@code accepted_intervals} remembers which intervals were counted: see {@link AcceptedIntervals}. {@code log_positions}
 * remembers how far logs were read whose entries are in the file.
 */
final class Schema {
    static final String TABLE = "activity_summaries";
    static final String ACCEPTED = "accepted_intervals";
    static final String ROLLUPS = "activity_rollups";
    static final String TOTALS = "activity_totals";
    static final String STATE = "activity_state";
    static final String POSITIONS = "log_positions";

    /** The columns that the older program creates. */
    static final List<String> ORIGINAL = List.of("id", "received_at_ms", "lc", "rc", "mc", "kp", "mm");

    /** The columns that every version of Tally creates. */
    static final List<String> ACCEPTED_COLUMNS = List.of("run", "first", "last", "accepted_at_ms");

    /** "TALY": the application id in the header of a file of ours. */
    static final int APPLICATION_ID = 0x54414C59;

    /** Taking over fewer rows takes less than a second. */
    private static final long MANY_ROWS = 100_000;

    private static final String CREATE = "CREATE TABLE IF NOT EXISTS activity_summaries ("
            + "id INTEGER PRIMARY KEY AUTOINCREMENT, received_at_ms INTEGER NOT NULL, lc INTEGER NOT NULL DEFAULT 0, "
            + "rc INTEGER NOT NULL DEFAULT 0, mc INTEGER NOT NULL DEFAULT 0, kp INTEGER NOT NULL DEFAULT 0, "
            + "mm INTEGER NOT NULL DEFAULT 0)";

    private static final List<String> REST = List.of(
            "CREATE INDEX IF NOT EXISTS tally_summaries_received ON activity_summaries (received_at_ms)",
            "CREATE UNIQUE INDEX IF NOT EXISTS tally_summaries_merged ON activity_summaries (source, received_at_ms) "
                    + "WHERE merged = 1",
            "CREATE INDEX IF NOT EXISTS tally_summaries_older ON activity_summaries (received_at_ms) WHERE merged = 0",
            "CREATE TABLE IF NOT EXISTS accepted_intervals (run BLOB NOT NULL, first INTEGER NOT NULL, "
                    + "last INTEGER NOT NULL, accepted_at_ms INTEGER NOT NULL, newest INTEGER NOT NULL DEFAULT 0, "
                    + "PRIMARY KEY (run, first)) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS activity_rollups (minutes INTEGER NOT NULL, source TEXT NOT NULL, "
                    + "start_ms INTEGER NOT NULL, " + counts()
                    + ", PRIMARY KEY (minutes, source, start_ms)) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS activity_totals (minutes INTEGER NOT NULL, start_ms INTEGER NOT NULL, "
                    + "changed INTEGER NOT NULL, present INTEGER NOT NULL DEFAULT 1, " + counts()
                    + ", PRIMARY KEY (minutes, start_ms)) WITHOUT ROWID",
            "CREATE INDEX IF NOT EXISTS tally_totals_changed ON activity_totals (changed) WHERE minutes = 5",
            "CREATE TABLE IF NOT EXISTS activity_state (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, "
                    + "merged_until INTEGER NOT NULL, pruned_until INTEGER NOT NULL)",
            "INSERT OR IGNORE INTO activity_state VALUES (1, 0, 0, 0)",
            "CREATE TABLE IF NOT EXISTS log_positions (log TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID",
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

    /**
     * Creates the tables, or adds what is missing; {@link Ownership} has checked that they are ours.
     *
     * @param notices receives, as the end of a sentence, what takes long
     */
    static void migrate(Connection connection, Consumer<String> notices) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE"); // closing the connection rolls all of it back
            statement.executeUpdate(CREATE);
            addColumns(statement, columns(statement, TABLE));
            Set<String> accepted = columns(statement, ACCEPTED);
            boolean hasTotals = !columns(statement, TOTALS).isEmpty();
            if (!hasTotals) {
                announce(statement, notices);
            }
            for (String sql : REST) {
                statement.executeUpdate(sql);
            }
            if (!accepted.isEmpty() && !accepted.contains("newest")) {
                for (String sql : MERGE_ACCEPTED) {
                    statement.executeUpdate(sql);
                }
            }
            if (!hasTotals) {
                addTotals(connection);
            }
            statement.executeUpdate(originalTrigger());
            statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
            statement.execute("COMMIT");
        }
    }

    private static void announce(Statement statement, Consumer<String> notices) throws SQLException {
        long rows = Database.number(statement, "SELECT max(id) FROM activity_summaries");
        if (rows >= MANY_ROWS) {
            notices.accept("taking over " + rows + " rows of the older program, some seconds for each million");
        }
    }

    private static void addTotals(Connection connection) throws SQLException {
        try (Upkeep upkeep = new Upkeep(connection, SqliteDialect.INSTANCE)) {
            upkeep.addTotals();
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

    private static String counts() {
        return Stream.of(Column.ALL)
                .map(column -> column.sql + " INTEGER NOT NULL DEFAULT 0")
                .collect(Collectors.joining(", "));
    }

    private static String originalTrigger() {
        List<String> names = ORIGINAL.subList(2, ORIGINAL.size());
        String sums = names.stream()
                .map(name -> name + " = CASE WHEN " + name + " > 9223372036854775807 - excluded." + name
                        + " THEN 9223372036854775807 ELSE " + name + " + excluded." + name + " END")
                .collect(Collectors.joining(", "));
        return "CREATE TRIGGER IF NOT EXISTS tally_original_row AFTER INSERT ON activity_summaries WHEN NEW.merged = 0 "
                + "BEGIN UPDATE activity_state SET version = version + 1; "
                + "INSERT INTO activity_totals (minutes, start_ms, changed, " + String.join(", ", names)
                + ") VALUES (5, "
                + "NEW.received_at_ms - NEW.received_at_ms % 300000, (SELECT version FROM activity_state), "
                + names.stream()
                        .map(name -> SqliteDialect.soundCount("NEW." + name))
                        .collect(Collectors.joining(", "))
                + ") ON CONFLICT (minutes, start_ms) DO UPDATE SET present = 1, changed = excluded.changed, " + sums
                + "; END";
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

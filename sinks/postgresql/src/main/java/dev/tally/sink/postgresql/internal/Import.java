package dev.tally.sink.postgresql.internal;

import dev.tally.sink.SinkException;
import dev.tally.sink.store.sql.CopiedTable;
import dev.tally.sink.store.sql.Upkeep;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

/**
 * Copies the tables of another database, some rows in each transaction, together with how far it has come: what was interrupted
 * goes on where it stopped.
 */
public final class Import {
    private static final int ROWS_AT_ONCE = 5_000;

    private final Connection source;
    private final Connection target;
    private final Consumer<String> progress;

    private record State(String source, long version, int step, long done, boolean isFinished) {}

    /** Copies from a connection that reads to one that writes. */
    public Import(Connection source, Connection target, Consumer<String> progress) {
        this.source = source;
        this.target = target;
        this.progress = progress;
    }

    /**
     * Says whether an import has begun and is not finished.
     *
     * @param connection a connection to the database that is imported to
     */
    public static boolean isUnfinished(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT finished FROM tally_import")) {
            return row.next() && row.getInt(1) == 0;
        }
    }

    /**
     * Copies what is not copied yet.
     *
     * @param name the name of the source, by which an interrupted import is recognised
     * @throws SinkException if the target has counts of its own, or the source has changed since the import began
     */
    public void run(String name) throws SQLException, SinkException {
        State state = begin(name);
        if (state.isFinished) {
            progress.accept("everything is imported already");
            return;
        }
        CopiedTable[] tables = CopiedTable.values();
        for (int step = state.step; step < tables.length; step++) {
            copy(tables[step], step == state.step ? state.done : 0, step);
        }
        finish();
    }

    private State begin(String name) throws SQLException, SinkException {
        long version = number(source, "SELECT version FROM activity_state");
        try (Statement statement = target.createStatement()) {
            State state = null;
            try (ResultSet row =
                    statement.executeQuery("SELECT source, source_version, step, done, finished FROM tally_import")) {
                if (row.next()) {
                    state = new State(
                            row.getString(1), row.getLong(2), row.getInt(3), row.getLong(4), row.getInt(5) != 0);
                }
            }
            if (state == null) {
                return beginAnew(name, version);
            }
            if (!state.isFinished && (!state.source.equals(name) || state.version != version)) {
                throw new SinkException(
                        "an import of " + state.source + " has begun, and " + name
                                + " is not that database or was written to since; drop the tables and begin anew",
                        (Throwable) null);
            }
            return state;
        }
    }

    private State beginAnew(String name, long version) throws SQLException, SinkException {
        if (number(target, "SELECT count(*) FROM (SELECT 1 FROM activity_summaries LIMIT 1) AS one") > 0) {
            throw new SinkException("the database has counts already; import into an empty one", (Throwable) null);
        }
        try (PreparedStatement insert = target.prepareStatement("INSERT INTO tally_import VALUES (1, ?, ?, 0, 0, 0)")) {
            insert.setString(1, name);
            insert.setLong(2, version);
            insert.executeUpdate();
        }
        return new State(name, version, 0, 0, false);
    }

    private void copy(CopiedTable table, long done, int step) throws SQLException {
        long copied = done;
        if (done > 0) {
            progress.accept(table.sqlName() + ": goes on after " + done + " rows");
        }
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery(table.select() + " LIMIT -1 OFFSET " + done);
                PreparedStatement insert = target.prepareStatement(table.insert(PostgresDialect.INSTANCE))) {
            boolean more = true;
            while (more) {
                target.setAutoCommit(false);
                int batch = 0;
                while (batch < ROWS_AT_ONCE && (more = rows.next())) {
                    table.bind(rows, insert);
                    insert.addBatch();
                    batch++;
                }
                insert.executeBatch();
                copied += batch;
                save(step, copied, more);
                target.commit();
                target.setAutoCommit(true);
                progress.accept(table.sqlName() + ": " + copied + " rows" + (more ? "" : ", all"));
            }
        }
    }

    private void save(int step, long done, boolean more) throws SQLException {
        try (PreparedStatement update = target.prepareStatement("UPDATE tally_import SET step = ?, done = ?")) {
            update.setInt(1, more ? step : step + 1);
            update.setLong(2, more ? done : 0);
            update.executeUpdate();
        }
    }

    private void finish() throws SQLException {
        long merged = number(source, "SELECT merged_until FROM activity_state");
        long pruned = number(source, "SELECT pruned_until FROM activity_state");
        target.setAutoCommit(false);
        try (Statement statement = target.createStatement();
                Upkeep upkeep = new Upkeep(target, PostgresDialect.INSTANCE)) {
            statement.executeUpdate("DELETE FROM activity_totals WHERE minutes = 5");
            upkeep.addTotals();
            statement.executeUpdate(
                    "UPDATE activity_state SET merged_until = " + merged + ", pruned_until = " + pruned);
            statement.executeUpdate("UPDATE tally_import SET finished = 1");
        }
        target.commit();
        target.setAutoCommit(true);
        progress.accept("the import is finished");
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}

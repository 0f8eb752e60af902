package dev.tally.sink.sqlite.internal;

import dev.tally.sink.store.sql.SumCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Copies and checks a file that another process may have open. */
public final class SqliteCopies {
    private SqliteCopies() {}

    /** Writes a copy as of one moment and forces it to the disk. */
    public static void copy(Path database, Path target) throws SQLException, IOException {
        SetAside.createPrivate(target);
        try (Connection connection = Connections.toRead(database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = OFF"); // it forbids writing another file, too
            statement.execute("VACUUM INTO '" + target.toString().replace("'", "''") + "'");
        } catch (SQLException e) {
            Files.deleteIfExists(target);
            throw e;
        }
        SetAside.force(target);
    }

    /** Returns a connection that cannot write. */
    public static Connection connect(Path database) throws SQLException {
        return Connections.toRead(database);
    }

    /** Returns how many rows of five minutes are older. */
    public static long rowsBefore(Path database, long millis) throws SQLException {
        try (Connection connection = Connections.toRead(database);
                PreparedStatement count = connection.prepareStatement(
                        "SELECT count(*) FROM activity_summaries WHERE received_at_ms < ?")) {
            count.setLong(1, millis);
            try (ResultSet row = count.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** Returns what is wrong with the pages, the indexes and the sums. */
    public static List<String> check(Path database) throws SQLException {
        List<String> wrong = new ArrayList<>();
        try (Connection connection = Connections.toRead(database);
                Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("PRAGMA integrity_check(20)")) {
                while (rows.next()) {
                    if (!"ok".equals(rows.getString(1))) {
                        wrong.add(rows.getString(1).replace('\n', ' '));
                    }
                }
            }
            if (wrong.isEmpty()) {
                wrong.addAll(SumCheck.differences(connection, SqliteDialect.INSTANCE));
            }
        }
        return wrong;
    }
}

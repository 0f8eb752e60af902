package dev.tally.sink.sqlite.internal;

import dev.tally.sink.SinkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sqlite.SQLiteConfig;

/**
 * Examines a file before it is opened for writing, and refuses it if it belongs to another program.
 *
 * <p>Looking changes nothing: the file is opened as immutable, without locks, log or index. If that does not show everything,
 * because a transaction was left unfinished or the tables are still in the log, a private copy is read instead.
 *
 * <p>An empty file is ours, so is a file with our application id, and a file without an id that has the older program's
 * table of counts.
 */
final class Ownership {
    private static final int APPLICATION_ID_OFFSET = 68;

    private final Path file;

    private Ownership(Path file) {
        this.file = file;
    }

    /**
     * Checks that the file is ours to write to; its content may be damaged.
     *
     * @throws SinkException if it is not, naming what is in it
     */
    static void require(Path file) throws SinkException {
        Ownership look = new Ownership(file);
        try {
            if (size(file) == 0) {
                return;
            }
            Path real = file.toRealPath();
            boolean isUnfinished = size(WatchedFiles.beside(real, "-journal")) > 0;
            if (isUnfinished || (look.isEmpty(real) && size(WatchedFiles.beside(real, "-wal")) > 0)) {
                look.requireInCopy(real);
            } else {
                look.requireIn(real);
            }
        } catch (SQLException e) {
            look.requireDamageOfOurs(e);
        } catch (IOException e) {
            throw new SinkException("database " + file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private boolean isEmpty(Path database) throws SQLException {
        try (Connection connection = lookAt(database);
                Statement statement = connection.createStatement()) {
            return objects(statement).isEmpty();
        }
    }

    private void requireInCopy(Path database) throws IOException, SQLException, SinkException {
        Path directory = Files.createTempDirectory("tally-look");
        Path copy = directory.resolve("copy.db");
        try {
            for (String suffix : new String[] {"", "-wal", "-journal"}) {
                Path part = WatchedFiles.beside(database, suffix);
                if (Files.exists(part)) {
                    Files.copy(part, WatchedFiles.beside(copy, suffix));
                }
            }
            try (Connection connection = new SQLiteConfig().createConnection(Connections.url(copy))) {
                requireTables(connection);
            }
        } finally {
            for (String suffix : new String[] {"-wal", "-shm", "-journal", ""}) {
                Files.deleteIfExists(WatchedFiles.beside(copy, suffix));
            }
            Files.delete(directory);
        }
    }

    private void requireIn(Path database) throws SQLException, SinkException {
        try (Connection connection = lookAt(database)) {
            requireTables(connection);
        }
    }

    private static Connection lookAt(Path database) throws SQLException {
        Connection connection = Connections.toLook(database, true);
        Connections.readDespiteDamage(connection);
        return connection;
    }

    private void requireTables(Connection connection) throws SQLException, SinkException {
        try (Statement statement = connection.createStatement()) {
            requireApplicationId(statement);
            Map<String, String> objects = objects(statement);
            if (objects.isEmpty()) {
                return;
            }
            if (!objects.containsKey(Schema.TABLE)) {
                throw foreign("it holds " + String.join(", ", objects.keySet()) + " and no table " + Schema.TABLE);
            }
            requireTable(statement, objects, Schema.TABLE, Schema.ORIGINAL);
            if (objects.containsKey(Schema.ACCEPTED)) {
                requireTable(statement, objects, Schema.ACCEPTED, Schema.ACCEPTED_COLUMNS);
            }
        }
    }

    private void requireApplicationId(Statement statement) throws SQLException, SinkException {
        try (ResultSet row = statement.executeQuery("PRAGMA application_id")) {
            int id = row.next() ? row.getInt(1) : 0;
            if (id != 0 && id != Schema.APPLICATION_ID) {
                throw foreign("its application id is 0x" + Integer.toHexString(id));
            }
        }
    }

    private void requireTable(
            Statement statement, Map<String, String> objects, String table, Collection<String> columns)
            throws SQLException, SinkException {
        if (!"table".equals(objects.get(table))) {
            throw foreign("its " + table + " is a " + objects.get(table) + ", not a table");
        }
        Set<String> present = Schema.columns(statement, table);
        String missing =
                columns.stream().filter(name -> !present.contains(name)).collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw foreign("its table " + table + " has no column " + missing);
        }
    }

    /** Returns tables and views with their kind, in the order of their names. */
    private static Map<String, String> objects(Statement statement) throws SQLException {
        Map<String, String> objects = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT name, type FROM sqlite_schema "
                + "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite~_%' ESCAPE '~'")) {
            while (rows.next()) {
                objects.put(rows.getString(1), rows.getString(2));
            }
        }
        return objects;
    }

    /** A file that is too damaged to show its tables is ours only if its header says so. */
    private void requireDamageOfOurs(SQLException failure) throws SinkException {
        if (!SqliteFailure.isDamage(failure) || applicationIdInHeader() != Schema.APPLICATION_ID) {
            throw SqliteFailure.of(file, failure);
        }
    }

    private int applicationIdInHeader() {
        ByteBuffer id = ByteBuffer.allocate(Integer.BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.read(id, APPLICATION_ID_OFFSET) == Integer.BYTES ? id.getInt(0) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private SinkException foreign(String why) {
        return new SinkException(
                "database " + file + ": another program's database, " + why
                        + "; nothing was changed, name another file",
                (Throwable) null);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}

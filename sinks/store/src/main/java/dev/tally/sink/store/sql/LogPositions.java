package dev.tally.sink.store.sql;

import dev.tally.sink.store.LogEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * How far logs were read: for each, the number of the first entry that is not in the database.
 *
 * <p>It is read and written in the transaction that adds the entries, and these transactions follow each other: a reader that
 * has lost its log to another one without noticing adds nothing that is there already.
 *
 * <p><b>Threads.</b> One at a time.
 */
final class LogPositions implements AutoCloseable {
    static final String READ = "SELECT next FROM log_positions WHERE log = ?";

    private final PreparedStatement read;
    private final PreparedStatement save;
    private final Map<String, Long> positions = new HashMap<>();

    LogPositions(Connection connection) throws SQLException {
        this.read = connection.prepareStatement(READ);
        this.save = connection.prepareStatement("INSERT INTO log_positions (log, next) VALUES (?, ?) "
                + "ON CONFLICT (log) DO UPDATE SET next = excluded.next");
    }

    /** Says whether an entry was not read before, and takes it as read. */
    boolean pass(LogEntry entry) throws SQLException {
        Long known = positions.get(entry.log());
        long next = known == null ? next(read, entry.log()) : known;
        boolean isNew = entry.number() >= next;
        positions.put(entry.log(), isNew ? entry.number() + 1 : next);
        return isNew;
    }

    /** Returns the number of the first entry that was not read, 0 if none was. */
    static long next(PreparedStatement read, String log) throws SQLException {
        read.setString(1, log);
        try (ResultSet row = read.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Writes the positions of the logs that entries came from. */
    void save() throws SQLException {
        for (Map.Entry<String, Long> position : positions.entrySet()) {
            save.setString(1, position.getKey());
            save.setLong(2, position.getValue());
            save.addBatch();
        }
        if (!positions.isEmpty()) {
            save.executeBatch();
        }
    }

    /** Forgets what is known: the transaction has ended. */
    void clear() {
        positions.clear();
    }

    @Override
    public void close() throws SQLException {
        read.close();
        save.close();
    }
}

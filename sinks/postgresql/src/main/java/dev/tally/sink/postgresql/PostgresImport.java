package dev.tally.sink.postgresql;

import dev.tally.sink.SinkException;
import dev.tally.sink.postgresql.internal.Import;
import dev.tally.sink.postgresql.internal.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Moves the counts of an SQLite file into an empty PostgreSQL database.
 *
 * <p>No server may write to either during that. An import that was interrupted goes on where it stopped when it is started again; until
 * it is finished, no {@link PostgresStore} opens the database.
 */
public final class PostgresImport {
    private PostgresImport() {}

    /**
     * Copies everything that is not copied yet.
     *
     * @param source a connection that reads the file, which this release has opened before
     * @param name the name of the file, by which an interrupted import is recognised
     * @param url the address of the database: {@code jdbc:postgresql://host/database}
     * @param user the user, unless the address names it
     * @param password the password, unless the server needs none
     * @param progress receives a line now and then
     * @throws SinkException if the database has counts of its own, the file has changed since the import began, or reading or writing fails
     */
    public static void run(
            Connection source,
            String name,
            String url,
            @Nullable String user,
            @Nullable String password,
            Consumer<String> progress)
            throws SinkException {
        try (Pool pool = Pool.open(url, user, password);
                Connection target = pool.connection()) {
            new Import(source, target, progress).run(name);
        } catch (SQLException e) {
            throw new SinkException(
                    "the import was interrupted (" + e.getMessage() + "); start it again, and it goes on", e);
        }
    }
}

package dev.tally.sink.postgresql.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tally.sink.SinkException;
import dev.tally.sink.store.StoreFullException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * The connections to a database.
 *
 * <p><b>Threads.</b> Any.
 */
public final class Pool implements AutoCloseable {
    private static final String DISK_FULL = "53100";
    private static final long MIGRATION_LOCK = 0x74_61_6c_6c_79L; // "tally": what nothing else in the database locks
    private static final int MOST_CONNECTIONS = 8;
    private static final long WAIT_MILLIS = 5_000;

    private final HikariDataSource source;
    private final String name;

    private Pool(HikariDataSource source, String name) {
        this.source = source;
        this.name = name;
    }

    /**
     * Connects, and creates or migrates the tables. Several servers may do that at the same time: they take turns.
     *
     * @throws SinkException if the database cannot be reached or used
     */
    public static Pool open(String url, @Nullable String user, @Nullable String password) throws SinkException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(MOST_CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(WAIT_MILLIS);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED"); // whatever the database has as its default
        config.setPoolName("tally");
        config.addDataSourceProperty("ApplicationName", "tally");
        config.addDataSourceProperty("socketTimeout", "30");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        String name = "database " + withoutParameters(url);
        HikariDataSource source;
        try {
            source = new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new SinkException(
                    name + ": cannot be reached (" + cause(e) + "); check its address, user and password", e);
        }
        try {
            migrate(source);
            return new Pool(source, name);
        } catch (FlywayException | SQLException e) {
            source.close();
            throw new SinkException(name + ": its tables cannot be created or migrated (" + cause(e) + ")", e);
        }
    }

    /** Returns the address of the database, without user and password. */
    public String name() {
        return name;
    }

    /** Returns a connection; closing it gives it back. */
    public Connection connection() throws SQLException {
        return source.getConnection();
    }

    /** Closes a connection for good, because it may be broken. */
    public void discard(Connection connection) {
        source.evictConnection(connection);
    }

    /** Explains a failure. */
    public SinkException failure(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        String advice = state.startsWith("08") || state.equals("57P01") || state.equals("57P03")
                ? "; it is tried again with the next request"
                : state.startsWith("53") ? "; free some space or connections" : "";
        String message = name + ": " + firstLine(failure) + advice;
        return state.equals(DISK_FULL) ? new StoreFullException(message, failure) : new SinkException(message, failure);
    }

    @Override
    public void close() {
        source.close();
    }

    /**
     * Flyway's own turns begin after it has looked whether there are tables: those that another server creates at that moment would be
     * taken for somebody else's.
     */
    private static void migrate(HikariDataSource source) throws SQLException {
        try (Connection turn = source.getConnection()) {
            turn.setAutoCommit(false);
            try (Statement statement = turn.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(" + MIGRATION_LOCK + ")");
            }
            migrateTables(source);
            turn.commit();
        }
    }

    private static void migrateTables(HikariDataSource source) {
        Flyway.configure(Pool.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/tally-postgresql")
                .table("tally_migrations")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    private static String withoutParameters(String url) {
        int end = url.indexOf('?');
        String address = end < 0 ? url : url.substring(0, end);
        return address.replaceFirst("^jdbc:", "").replaceFirst("//.*@", "//");
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return firstLine(cause);
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no message");
    }
}

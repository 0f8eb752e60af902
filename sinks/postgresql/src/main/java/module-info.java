/** Keeps counts in PostgreSQL. Start at {@link dev.tally.sink.postgresql.PostgresStore}. */
@org.jspecify.annotations.NullMarked
module dev.tally.sink.postgresql {
    requires static transitive org.jspecify;
    requires transitive dev.tally.sink;
    requires transitive dev.tally.sink.store;
    requires transitive java.sql;
    requires com.zaxxer.hikari;
    requires flyway.core;
    requires org.postgresql.jdbc;

    exports dev.tally.sink.postgresql;
}

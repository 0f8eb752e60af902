/** Keeps counts in an SQLite file. Start at {@link dev.tally.sink.sqlite.SqliteSink}. */
@org.jspecify.annotations.NullMarked
module dev.tally.sink.sqlite {
    requires static transitive org.jspecify;
    requires transitive dev.tally.sink;
    requires transitive dev.tally.sink.store;
    requires dev.tally.sink.encoding;
    requires transitive java.sql;
    requires org.xerial.sqlitejdbc;

    exports dev.tally.sink.sqlite;
}

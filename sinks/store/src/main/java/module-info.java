/** What a store of counts promises. Start at {@link dev.tally.sink.store.ActivityStore}. */
@SuppressWarnings("module") // the stores that the parts are exported to are built after it
@org.jspecify.annotations.NullMarked
module dev.tally.sink.store {
    requires static transitive org.jspecify;
    requires transitive dev.tally.sink;
    requires java.sql;

    exports dev.tally.sink.store;
    exports dev.tally.sink.store.internal to
            dev.tally.sink.sqlite,
            dev.tally.sink.postgresql;
    exports dev.tally.sink.store.sql to
            dev.tally.sink.sqlite,
            dev.tally.sink.postgresql;
}

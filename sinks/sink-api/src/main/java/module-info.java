/** What has been counted, and the sinks that it can go to. */
@org.jspecify.annotations.NullMarked
module dev.tally.sink {
    requires static transitive org.jspecify;

    exports dev.tally.sink;
}

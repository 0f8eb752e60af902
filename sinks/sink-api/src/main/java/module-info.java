/** The data that Tally counts, and the interfaces of the sinks that it is delivered to. */
@org.jspecify.annotations.NullMarked
module dev.tally.sink {
    requires static transitive org.jspecify;

    exports dev.tally.sink;
}

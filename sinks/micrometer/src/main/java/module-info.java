/** Shows the running totals as counters of a Micrometer registry. Start at {@link dev.tally.sink.micrometer.ActivityMeters}. */
@org.jspecify.annotations.NullMarked
module dev.tally.sink.micrometer {
    requires static transitive org.jspecify;
    requires transitive dev.tally.sink;
    requires transitive micrometer.core;

    exports dev.tally.sink.micrometer;
}

/**
 * Counts the reports of one source of input and delivers the counts to sinks.
 *
 * @see dev.tally.aggregation.ActivityMonitor
 */
@org.jspecify.annotations.NullMarked
module dev.tally.aggregation {
    requires transitive dev.tally.capture;
    requires transitive dev.tally.sink;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports dev.tally.aggregation;
}

/** An X server of one's own, and input injected into one. For tests and demonstrations. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // X11 is a name, and its digits are no version
module dev.tally.testkit.x11 {
    requires transitive dev.tally.capture;
    requires dev.tally.capture.xrecord;
    requires static org.jspecify;

    exports dev.tally.testkit.x11;
}

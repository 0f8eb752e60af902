/** Tools for tests and demonstrations: a private X server without a screen, and a client that injects input. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // X11 is a name, and its digits are no version
module dev.tally.testkit.x11 {
    requires transitive dev.tally.capture;
    requires dev.tally.capture.xrecord;
    requires static org.jspecify;

    exports dev.tally.testkit.x11;
}

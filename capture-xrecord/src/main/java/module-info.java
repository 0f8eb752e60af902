/**
 * Capture from an X server through its RECORD extension. It has no API: it is found as a
 * {@link dev.tally.capture.spi.CaptureProvider}.
 *
 * <p>JNA is needed only for {@code xrecord.connection=xcb}; users who want that add it. The test kit uses the same socket
 * code to inject input; it is exported to no other module.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the test kit is built later and need not be there
module dev.tally.capture.xrecord {
    requires dev.tally.capture;
    requires jdk.net;
    requires org.slf4j;
    requires static com.sun.jna;
    requires static org.jspecify;

    exports dev.tally.capture.xrecord.internal.x11 to
            dev.tally.testkit.x11;

    provides dev.tally.capture.spi.CaptureProvider with
            dev.tally.capture.xrecord.internal.XRecordProvider;
}

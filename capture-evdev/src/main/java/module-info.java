/**
 * Capture from /dev/input through the foreign function API. Run with
 * {@code --enable-native-access=dev.tally.capture.evdev}.
 */
@org.jspecify.annotations.NullMarked
module dev.tally.capture.evdev {
    requires dev.tally.capture;
    requires static org.jspecify;
    requires org.slf4j;

    provides dev.tally.capture.spi.CaptureProvider with
            dev.tally.capture.evdev.internal.EvdevProvider;
}

/**
 * The capture API: reports of input, the choice of a backend, and the interfaces that a backend implements.
 *
 * @see dev.tally.capture.CaptureBackends
 */
@org.jspecify.annotations.NullMarked
module dev.tally.capture {
    requires static transitive org.jspecify;

    exports dev.tally.capture;
    exports dev.tally.capture.spi;

    uses dev.tally.capture.spi.CaptureProvider;

    provides dev.tally.capture.spi.CaptureProvider with
            dev.tally.capture.internal.SimulatedProvider;
}

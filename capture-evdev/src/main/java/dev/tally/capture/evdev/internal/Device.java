package dev.tally.capture.evdev.internal;

import dev.tally.capture.spi.DeviceReport;
import dev.tally.capture.spi.DeviceReport.Kind;
import java.util.Optional;

/** One open device: its descriptor, what is known about it, and the decoder that holds its unfinished frame. */
final class Device {
    private final int fd;
    private final DeviceReport report;
    private final FrameDecoder decoder;
    private final boolean isAbsolute;
    private final boolean followsOneContact;

    Device(int fd, DeviceReport report, DeviceCapabilities can) {
        this.fd = fd;
        this.report = report;
        this.isAbsolute = report.counts().contains(Kind.MOTION) && can.isAbsolute();
        this.followsOneContact = can.isMultitouchOnly();
        this.decoder = new FrameDecoder(
                report.counts(),
                isAbsolute && can.tellsPosition(),
                can.followsContacts(),
                followsOneContact,
                can.hasDialOnly());
    }

    int fd() {
        return fd;
    }

    DeviceReport report() {
        return report;
    }

    FrameDecoder decoder() {
        return decoder;
    }

    String path() {
        return report.path();
    }

    boolean isKeyboard() {
        return report.counts().contains(Kind.KEYS);
    }

    boolean isPointer() {
        return isPointer(report);
    }

    /** Returns whether a counted device is a pointer for people: it moves one, or has wheels or buttons and is no keyboard. */
    static boolean isPointer(DeviceReport report) {
        return report.counts().contains(Kind.MOTION) || !report.counts().contains(Kind.KEYS);
    }

    /** Asks an absolute device where it is, if a gap has just ended. */
    void recover(Libc libc, DeviceQuery query) {
        if (isAbsolute && decoder.isLost()) {
            place(libc, query);
        }
    }

    /** Tells the decoder where an absolute device is now. */
    void place(Libc libc, DeviceQuery query) {
        if (!isAbsolute) {
            return;
        }
        if (followsOneContact) {
            decoder.resume(query.position(libc, fd, InputEvent.ABS_MT_SLOT).orElse(0));
            return;
        }
        Optional<Integer> x = query.position(libc, fd, InputEvent.ABS_X);
        Optional<Integer> y = query.position(libc, fd, InputEvent.ABS_Y);
        decoder.place(x.orElse(FrameDecoder.UNKNOWN), y.orElse(FrameDecoder.UNKNOWN));
    }

    @Override
    public String toString() {
        return "'" + report.name() + "' (" + report.path() + ", " + report.bus() + ")";
    }
}

package dev.tally.capture.evdev.internal;

import dev.tally.capture.CaptureException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens devices, adds them to those that are waited for, and logs each that cannot be counted.
 *
 * <p><b>Threads.</b> One thread at a time: first the one that opens the source, then the one that runs it.
 */
final class DeviceOpener {
    private static final Logger LOG = LoggerFactory.getLogger(EvdevSource.class);

    private final Libc libc;
    private final DeviceScan scan;
    private final DeviceTable devices;
    private final Epoll epoll;
    private final PendingDevices pending;

    DeviceOpener(Libc libc, DeviceScan scan, DeviceTable devices, Epoll epoll, PendingDevices pending) {
        this.libc = libc;
        this.scan = scan;
        this.devices = devices;
        this.epoll = epoll;
        this.pending = pending;
    }

    /** Opens every device of the directory. */
    void openAll(DeviceSurvey survey) throws CaptureException {
        for (String path : scan.paths()) {
            survey.add(open(path));
        }
    }

    /** Opens a device if it is to be counted, or notes it for another attempt if the system lacks something. */
    DeviceScan.Found open(String path) {
        DeviceScan.Found found = scan.look(path);
        Optional<String> shortage = Errno.isShortage(found.errno())
                ? found.report().problem()
                : found.device().flatMap(this::adopt);
        if (shortage.isEmpty()) {
            pending.remove(path);
            tell(found);
        } else if (pending.add(path)) {
            LOG.warn("{} is not read: {}; it is tried again", path, shortage.get());
        }
        return found;
    }

    private static void tell(DeviceScan.Found found) {
        if (found.errno() == 0 || Errno.isRefusal(found.errno()) || Errno.isAbsence(found.errno())) {
            LOG.debug("looked at {}", found.report()); // if its permissions change later, it is looked at again
        } else {
            LOG.warn(
                    "{} is not read: {}; remove the cause and plug it in again",
                    found.report().path(),
                    found.report().problem().orElse(""));
        }
    }

    /** Adds a device to those that are waited for; if that fails, closes it and returns the reason. */
    private Optional<String> adopt(Device device) {
        int slot = devices.add(device);
        try {
            epoll.add(device.fd(), EvdevSource.FIRST_DEVICE + slot);
            LOG.info("counting {} of {}", device.report().counts(), device);
            return Optional.empty();
        } catch (CaptureException e) {
            devices.remove(slot);
            libc.close(device.fd());
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}

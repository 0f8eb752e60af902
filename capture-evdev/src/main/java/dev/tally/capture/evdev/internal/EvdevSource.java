package dev.tally.capture.evdev.internal;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.InputHandler;
import dev.tally.capture.MotionUnit;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.SourceTraits;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all devices of a directory, those too that come later, on the thread that runs it.
 *
 * <p><b>Threads.</b> As {@link InputSource} says. The thread of {@link #run} should be a platform thread: it spends its
 * life in a native call, in which a virtual thread would hold its carrier.
 *
 * <p><b>Cost.</b> Two system calls per wake-up, more only if a device has more than {@value #EVENTS} events waiting. No
 * timed wake-ups, and no allocation but when a device comes or goes.
 *
 * <p><b>Failure.</b> A device that fails is dropped alone. Having no device left is no failure: it is reported as
 * {@code devices(0, 0)}.
 */
final class EvdevSource implements InputSource {
    static final int EVENTS = 64;
    private static final long BUFFER_BYTES = EVENTS * InputEvent.BYTES;
    /** More than any device's buffer in the kernel holds; a device that floods lets the others have their turn. */
    private static final int MOST_READS = 64;

    private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int WAKEUP = 0;
    private static final int HOTPLUG = 1;
    private static final int SUSPEND = 2;
    private static final int FIRST_DEVICE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(EvdevSource.class);

    private final Libc libc;
    private final DeviceQuery query;
    private final DeviceScan scan;
    private final DeviceSurvey survey;
    private final DeviceTable devices = new DeviceTable();
    final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES, 8);
    private final Deque<Runnable> closings = new ArrayDeque<>();
    private final Epoll epoll;
    private final Wakeup wakeup;
    private final HotplugWatch hotplug;
    private final SuspendWatch suspend;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private int keyboards = -1;
    private int pointers = -1;

    /** Opens what there is. Fails if that is nothing, unless the settings say to wait. */
    static EvdevSource open(Libc libc, EvdevSettings settings, DeviceQuery query) throws CaptureException {
        EvdevSource source = new EvdevSource(libc, settings, query);
        try {
            source.openAll();
            Availability found = source.survey.availability();
            if (found instanceof Availability.Unavailable && !settings.waits()) {
                throw cannotOpen(found);
            }
            return source;
        } catch (CaptureException e) {
            source.close();
            throw e;
        }
    }

    static CaptureException cannotOpen(Availability why) {
        return new CaptureException(
                why instanceof Availability.Unavailable no ? no.reason() + "; " + no.remedy() : why.toString());
    }

    private EvdevSource(Libc libc, EvdevSettings settings, DeviceQuery query) throws CaptureException {
        this.libc = libc;
        this.query = query;
        this.scan = new DeviceScan(libc, settings, query);
        this.survey = new DeviceSurvey(settings.directory());
        try {
            epoll = new Epoll(libc);
            closings.push(epoll::close);
            wakeup = new Wakeup(libc);
            closings.push(wakeup::close);
            hotplug = new HotplugWatch(libc, settings.directory());
            closings.push(hotplug::close);
            suspend = new SuspendWatch(libc);
            closings.push(suspend::close);
            epoll.add(wakeup.fd(), WAKEUP);
            epoll.add(hotplug.fd(), HOTPLUG);
            if (suspend.fd() >= 0) {
                epoll.add(suspend.fd(), SUSPEND);
            }
        } catch (CaptureException e) {
            closings.forEach(Runnable::run); // it may be tried again and again
            throw e;
        }
    }

    @Override
    public SourceTraits traits() {
        String what = survey.availability() instanceof Availability.Available it ? it.detail() : survey.summary();
        return new SourceTraits("evdev: " + what, MotionUnit.DEVICE_COUNTS, true, true);
    }

    @Override
    public void run(InputHandler handler) throws CaptureException {
        if (isClosed.get()) {
            throw new IllegalStateException("this source is closed");
        }
        wakeup.begin();
        try {
            warm();
            tellDevices(handler);
            while (!wakeup.isStopping()) {
                dispatchAll(epoll.await(-1), handler);
                handler.waiting();
            }
            drainAll(handler);
        } finally {
            buffer.fill((byte) 0); // a handler that throws leaves events behind it
            wakeup.end();
        }
    }

    @Override
    public void sync() throws CaptureException {
        wakeup.awaitDrained(SYNC_NANOS);
    }

    @Override
    public void stop() {
        wakeup.stop();
    }

    @Override
    public void close() {
        if (isClosed.getAndSet(true)) {
            return;
        }
        devices.all().forEach(device -> libc.close(device.fd()));
        closings.forEach(Runnable::run);
    }

    /** Loads and links what the first report needs: a cold Java would be slower than a keyboard's buffer is long. */
    private void warm() throws CaptureException {
        new WarmUp().run(buffer);
        epoll.await(0);
        libc.read(epoll.fd(), buffer, 0); // fails, which is enough
    }

    /** New devices come last: one may take the slot of a device whose end is told in the same batch. */
    private void dispatchAll(int ready, InputHandler handler) throws CaptureException {
        boolean hasNews = false;
        for (int i = 0; i < ready; i++) {
            hasNews |= epoll.token(i) == HOTPLUG;
            dispatch(epoll.token(i), epoll.hungUp(i), handler);
        }
        if (hasNews) {
            openNew(handler);
        }
    }

    private void dispatch(int token, boolean hungUp, InputHandler handler) {
        switch (token) {
            case WAKEUP -> answer(handler);
            case HOTPLUG -> {}
            case SUSPEND -> wake(handler);
            default -> drain(token - FIRST_DEVICE, hungUp, handler);
        }
    }

    private void answer(InputHandler handler) {
        long ticket = wakeup.take();
        drainAll(handler);
        wakeup.answer(ticket);
    }

    private void wake(InputHandler handler) {
        if (suspend.take()) {
            LOG.info("the machine was suspended: a gap");
            handler.gap();
        } else {
            LOG.debug("the clock was set");
        }
    }

    private void drainAll(InputHandler handler) {
        for (int slot = 0; slot < devices.end(); slot++) {
            drain(slot, false, handler);
        }
    }

    private void drain(int slot, boolean hungUp, InputHandler handler) {
        Device device = devices.at(slot);
        if (device == null) {
            return; // lost by an earlier report of the same batch
        }
        long n = empty(device, handler);
        if (n == 0 || n < 0 && n != -Errno.EAGAIN || n == -Errno.EAGAIN && hungUp) {
            lose(slot, device, (int) -n, handler);
        }
    }

    /** Reads until the device has nothing more; returns what the last read did. */
    private long empty(Device device, InputHandler handler) {
        long n = 0;
        for (int reads = 0; reads < MOST_READS; reads++) {
            n = libc.read(device.fd(), buffer, BUFFER_BYTES);
            if (n <= 0 && n != -Errno.EINTR) {
                return n;
            }
            long torn = Math.max(n, 0) % InputEvent.BYTES;
            device.decoder().decode(buffer, Math.max(n, 0) - torn, handler);
            device.recover(libc, query);
            if (torn != 0) {
                buffer.fill((byte) 0);
                return -Errno.EINVAL;
            }
            if (n > 0 && n < BUFFER_BYTES) {
                return n;
            }
        }
        return n == -Errno.EINTR ? -Errno.EAGAIN : n;
    }

    private void lose(int slot, Device device, int errno, InputHandler handler) {
        libc.close(device.fd()); // which also ends the waiting for it
        devices.remove(slot);
        if (errno == 0 || errno == Errno.ENODEV || errno == Errno.EAGAIN) {
            LOG.info("{} is gone", device);
        } else {
            LOG.warn("{} failed and is no longer read: {}; plug it in again", device, Errno.words(errno));
            handler.gap();
        }
        tellDevices(handler);
    }

    private void openAll() throws CaptureException {
        for (String path : scan.paths()) {
            DeviceScan.Found found = scan.look(path);
            survey.add(found);
            found.device().ifPresent(this::adopt);
        }
    }

    private void openNew(InputHandler handler) throws CaptureException {
        HotplugWatch.News news = hotplug.take();
        List<String> paths = news.everything()
                ? scan.paths()
                : news.names().stream()
                        .filter(DeviceScan::isNode)
                        .distinct()
                        .map(scan::path)
                        .toList();
        for (String path : paths) {
            if (!isOpen(path, handler)) {
                DeviceScan.Found found = scan.look(path);
                found.device().ifPresent(this::adopt);
                tell(found);
            }
        }
        tellDevices(handler);
    }

    private static void tell(DeviceScan.Found found) {
        if (found.errno() == 0 || Errno.isRefusal(found.errno()) || Errno.isAbsence(found.errno())) {
            LOG.debug("looked at {}", found.report()); // the right may come later, and then it is looked at again
        } else {
            LOG.warn(
                    "{} is not read: {}; mend that and plug it in again",
                    found.report().path(),
                    found.report().problem().orElse(""));
        }
    }

    /** Whether the device at a path is being read. An unplugged one under the same path is found out here, and dropped. */
    private boolean isOpen(String path, InputHandler handler) {
        int slot = devices.slotOf(path);
        if (slot < 0) {
            return false;
        }
        drain(slot, false, handler);
        return devices.at(slot) != null;
    }

    private void adopt(Device device) {
        int slot = devices.add(device);
        try {
            epoll.add(device.fd(), FIRST_DEVICE + slot);
            LOG.info("counting {} of {}", device.report().counts(), device);
        } catch (CaptureException e) {
            devices.remove(slot);
            libc.close(device.fd());
            LOG.warn("{} is not read: {}", device, e.getMessage());
        }
    }

    private void tellDevices(InputHandler handler) {
        int keyboardsNow = devices.keyboards();
        int pointersNow = devices.pointers();
        if (keyboardsNow != keyboards || pointersNow != pointers) {
            keyboards = keyboardsNow;
            pointers = pointersNow;
            handler.devices(keyboardsNow, pointersNow);
        }
    }
}

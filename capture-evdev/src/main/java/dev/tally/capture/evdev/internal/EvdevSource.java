package dev.tally.capture.evdev.internal;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.InputHandler;
import dev.tally.capture.MotionUnit;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.SourceTraits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that reads all devices of a directory, including those that appear later.
 *
 * <p><b>Threads.</b> As {@link InputSource} says. The thread of {@link #run} should be a platform thread: it spends its
 * life in a native call, during which a virtual thread occupies its carrier thread.
 *
 * <p><b>Cost.</b> Two system calls per wake-up, more only if a device has more than {@value DeviceReader#EVENTS} events waiting. No
 * timed wake-ups while every device is read, and no allocation except when a device appears or disappears.
 *
 * <p><b>Failure.</b> A device that fails is dropped, and the others are read on. One that cannot be opened because there are too few
 * descriptors or too little memory is logged and tried again: {@link PendingDevices}. If no device is left, that is reported
 * as {@code devices(0, 0)} and is not a failure.
 *
 * <p><b>States.</b> One thread opens the source and hands it over, another runs it until {@code stop}, then it is closed. Other
 * threads may touch the {@link Wakeup} and {@code isClosed} while it runs; everything else belongs to the thread of
 * {@code run}. A device is <i>absent</i>, <i>left alone</i>, <i>pending</i> or <i>read</i>: news of the directory
 * (HOTPLUG) leads from each of the first two to any other, the timer (RETRY) from pending, and the end of the device from
 * read to absent. Within one batch of readiness the ends come before the beginnings, because the number of a slot may be
 * taken again.
 */
final class EvdevSource implements InputSource {
    /** The number of descriptors that a source needs besides those of the devices. */
    static final int DESCRIPTORS = 5;

    private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int WAKEUP = 0;
    private static final int HOTPLUG = 1;
    private static final int SUSPEND = 2;
    private static final int RETRY = 3;
    static final int FIRST_DEVICE = 4;

    private static final Logger LOG = LoggerFactory.getLogger(EvdevSource.class);

    private final Libc libc;
    private final DeviceScan scan;
    private final DeviceSurvey survey;
    private final DeviceTable devices = new DeviceTable();
    final DeviceReader reader;
    private final Deque<Runnable> closings = new ArrayDeque<>();
    private final Epoll epoll;
    private final Wakeup wakeup;
    private final HotplugWatch hotplug;
    private final SuspendWatch suspend;
    private final PendingDevices pending;
    private final DeviceOpener opener;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private boolean hasFreedDescriptor;
    private int keyboards = -1;
    private int pointers = -1;

    /** Opens all devices that can be counted. Fails if there are none, unless the settings say to wait for one. */
    static EvdevSource open(Libc libc, EvdevSettings settings, DeviceQuery query) throws CaptureException {
        EvdevSource source = new EvdevSource(libc, settings, query);
        try {
            source.opener.openAll(source.survey);
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
        this.reader = new DeviceReader(libc, query);
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
            pending = new PendingDevices(libc);
            closings.push(pending::close);
            opener = new DeviceOpener(libc, scan, devices, epoll, pending);
            epoll.add(wakeup.fd(), WAKEUP);
            epoll.add(hotplug.fd(), HOTPLUG);
            epoll.add(pending.fd(), RETRY);
            if (suspend.fd() >= 0) {
                epoll.add(suspend.fd(), SUSPEND);
            }
        } catch (CaptureException e) {
            closings.forEach(Runnable::run); // a session calls this again and again
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
            reader.warm(epoll);
            epoll.await(0); // loads and links the call
            tellDevices(handler);
            while (!wakeup.isStopping()) {
                dispatchAll(epoll.await(-1), handler);
                handler.waiting();
            }
            drainAll(handler);
        } finally {
            reader.erase(); // a handler that throws leaves events in the buffer
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

    /** Handles a batch; new devices come last, because one may get the slot of a device that ends in the same batch. */
    private void dispatchAll(int ready, InputHandler handler) throws CaptureException {
        boolean hasNews = false;
        boolean isDue = false;
        for (int i = 0; i < ready; i++) {
            hasNews |= epoll.token(i) == HOTPLUG;
            isDue |= epoll.token(i) == RETRY;
            dispatch(epoll.token(i), epoll.hungUp(i), handler);
        }
        if (hasNews) {
            openNew(handler);
        }
        if (isDue || hasFreedDescriptor) {
            openPending(handler);
        }
    }

    private void dispatch(int token, boolean hungUp, InputHandler handler) {
        switch (token) {
            case WAKEUP -> answer(handler);
            case HOTPLUG, RETRY -> {}
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
            return; // dropped because of an earlier token of the same batch
        }
        switch (reader.read(device, handler)) {
            case READ -> {}
            case EMPTY -> {
                if (hungUp) {
                    unplug(slot, device, handler);
                }
            }
            case UNPLUGGED -> unplug(slot, device, handler);
            case FAILED -> fail(slot, device, handler);
        }
    }

    private void unplug(int slot, Device device, InputHandler handler) {
        LOG.info("{} is gone", device);
        drop(slot, device, handler);
    }

    private void fail(int slot, Device device, InputHandler handler) {
        LOG.warn("{} failed and is no longer read: {}; plug it in again", device, reader.failure());
        handler.gap();
        drop(slot, device, handler);
    }

    private void drop(int slot, Device device, InputHandler handler) {
        libc.close(device.fd()); // also removes it from the epoll instance
        devices.remove(slot);
        hasFreedDescriptor = true;
        tellDevices(handler);
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
                opener.open(path);
            }
        }
        tellDevices(handler);
    }

    /** Tries again to open the devices for which the system lacked something. */
    private void openPending(InputHandler handler) {
        hasFreedDescriptor = false;
        for (String path : pending.due()) {
            if (!isOpen(path, handler)) {
                opener.open(path);
            }
        }
        pending.tried();
        tellDevices(handler);
    }

    /** Returns whether the device at a path is being read. Drops an earlier device with that path that was unplugged. */
    private boolean isOpen(String path, InputHandler handler) {
        int slot = devices.slotOf(path);
        if (slot < 0) {
            return false;
        }
        drain(slot, false, handler);
        return devices.at(slot) != null;
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

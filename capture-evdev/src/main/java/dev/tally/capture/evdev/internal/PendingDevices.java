package dev.tally.capture.evdev.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tally.capture.CaptureException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The devices that could not be opened because the system lacked something, such as descriptors, and when to try again.
 *
 * <p>They are due when a timer fires: a second after the first of them was added, and after twice as long each time that
 * some remain, at most after {@value #LONGEST_PAUSE_SECONDS} s. While there are none, the timer is off.
 *
 * <p><b>Threads.</b> One, that of its {@link Libc}.
 */
final class PendingDevices {
    private static final int FIRST_PAUSE_SECONDS = 1;
    private static final int LONGEST_PAUSE_SECONDS = 60;

    private final Libc libc;
    private final int fd;
    private final MemorySegment spec = Arena.ofAuto().allocate(SuspendWatch.ITIMERSPEC);
    private final Set<String> paths = new LinkedHashSet<>();
    private long pauseSeconds = FIRST_PAUSE_SECONDS;

    PendingDevices(Libc libc) throws CaptureException {
        this.libc = libc;
        this.fd = libc.timerfd(SuspendWatch.CLOCK_MONOTONIC);
        if (fd < 0) {
            throw new CaptureException("cannot make a timer: timerfd_create: " + Errno.words(libc.errno()));
        }
    }

    /** Returns the descriptor that becomes readable when the devices are due. */
    int fd() {
        return fd;
    }

    /** Adds the device at a path; returns whether it is new. */
    boolean add(String path) {
        if (paths.isEmpty()) {
            pauseSeconds = FIRST_PAUSE_SECONDS;
            arm();
        }
        return paths.add(path);
    }

    void remove(String path) {
        paths.remove(path);
    }

    /** Returns the paths of the devices to try again now. Those not removed before {@link #tried} are due again later. */
    List<String> due() {
        libc.read(fd, spec, JAVA_LONG.byteSize()); // resets the descriptor; the number of expirations does not matter
        return List.copyOf(paths);
    }

    /** Notes that every device that was due has been tried, and sets the timer for the rest. */
    void tried() {
        if (!paths.isEmpty()) {
            pauseSeconds = Math.min(2 * pauseSeconds, LONGEST_PAUSE_SECONDS);
            arm();
        }
    }

    private void arm() {
        SuspendWatch.setSeconds(spec, pauseSeconds);
        libc.timerfdSet(fd, 0, spec);
    }

    void close() {
        libc.close(fd);
    }
}

package dev.tally.capture.evdev.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * Notices that the machine was suspended, without ever waking by itself.
 *
 * <p>It uses a timer of the real-time clock that is set to the far future and cancelled whenever that clock jumps, as it does on
 * resuming: timerfd_create(2), TFD_TIMER_CANCEL_ON_SET. If the difference between the
 * time since boot and the time awake has not changed, only the clock was set.
 *
 * <p><b>Threads.</b> One, that of its {@link Libc}. <b>Failure.</b> On a kernel without such timers no suspension is
 * noticed.
 */
final class SuspendWatch {
    static final StructLayout TIMESPEC =
            MemoryLayout.structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec"));

    /** {@code struct itimerspec}. */
    static final StructLayout ITIMERSPEC =
            MemoryLayout.structLayout(TIMESPEC.withName("it_interval"), TIMESPEC.withName("it_value"));

    private static final long SECONDS = TIMESPEC.byteOffset(PathElement.groupElement("tv_sec"));
    private static final long NANOS = TIMESPEC.byteOffset(PathElement.groupElement("tv_nsec"));
    private static final long VALUE_SECONDS =
            ITIMERSPEC.byteOffset(PathElement.groupElement("it_value"), PathElement.groupElement("tv_sec"));

    private static final int CLOCK_REALTIME = 0;
    static final int CLOCK_MONOTONIC = 1;
    private static final int CLOCK_BOOTTIME = 7;
    private static final int TFD_TIMER_ABSTIME = 1;
    private static final int TFD_TIMER_CANCEL_ON_SET = 2;
    private static final long FAR_FUTURE_SECONDS = 9_000_000_000L; // the year 2255
    /** The shortest sleep that is reported: the two clocks are read one after the other, so that they differ a little. */
    private static final long LEAST_SLEEP_NANOS = 50_000_000;

    private final Libc libc;
    private final int fd;
    private final MemorySegment spec = Arena.ofAuto().allocate(ITIMERSPEC);
    private long asleepNanos;

    SuspendWatch(Libc libc) {
        this.libc = libc;
        this.fd = libc.timerfd(CLOCK_REALTIME);
        arm();
        asleepNanos = asleepNanos();
    }

    /** Returns the descriptor of the timer; negative if the kernel has no such timer. */
    int fd() {
        return fd;
    }

    /** Returns whether the machine was suspended since the last call. */
    boolean take() {
        libc.read(fd, spec, Long.BYTES); // fails with ECANCELED, which is the news
        arm();
        long before = asleepNanos;
        asleepNanos = asleepNanos();
        return asleepNanos - before > LEAST_SLEEP_NANOS;
    }

    private void arm() {
        setSeconds(spec, FAR_FUTURE_SECONDS);
        libc.timerfdSet(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, spec);
    }

    /** Fills an itimerspec that fires once. */
    static void setSeconds(MemorySegment itimerspec, long seconds) {
        itimerspec.fill((byte) 0);
        itimerspec.set(JAVA_LONG, VALUE_SECONDS, seconds);
    }

    private long asleepNanos() {
        return clock(CLOCK_BOOTTIME) - clock(CLOCK_MONOTONIC);
    }

    private long clock(int clock) {
        spec.fill((byte) 0);
        libc.clock(clock, spec);
        return spec.get(JAVA_LONG, SECONDS) * 1_000_000_000 + spec.get(JAVA_LONG, NANOS);
    }

    void close() {
        if (fd >= 0) {
            libc.close(fd);
        }
    }
}

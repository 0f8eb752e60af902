package dev.tally.examples.client;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An alarm that follows the wall clock, by timerfd_create(2): it also rings in time when the machine was suspended meanwhile, and
 * at once when the clock is set. {@link Thread#sleep} does neither, and would have to wake up to look at the clock.
 *
 * <p><b>Threads.</b> One.
 *
 * <p><b>Failure.</b> Where the system has no such timer, it sleeps, and says so in the log.
 */
@SuppressWarnings("restricted") // it calls native code
final class WallClockAlarm implements Alarm {
    private static final Logger LOG = LoggerFactory.getLogger("activity-client");

    private static final int CLOCK_REALTIME = 0;
    private static final int TFD_CLOEXEC = 0x80000;
    private static final int TFD_TIMER_ABSTIME = 1;
    private static final int TFD_TIMER_CANCEL_ON_SET = 2;

    /** {@code struct itimerspec}: seconds and nanoseconds of the period, which is 0 here, and of the first expiration. */
    private static final MemoryLayout ITIMERSPEC = MemoryLayout.sequenceLayout(4, JAVA_LONG);

    private static final int VALUE_SECONDS = 2;
    private static final int VALUE_NANOS = 3;

    private final MemorySegment time = Arena.global().allocate(ITIMERSPEC);
    private final MemorySegment expirations = Arena.global().allocate(JAVA_LONG);
    private final MethodHandle settime =
            handle("timerfd_settime", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private final MethodHandle read = handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private final int timer = create();

    private static MethodHandle handle(String function, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), type);
    }

    private static int create() {
        MethodHandle create = handle("timerfd_create", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        try {
            return (int) create.invokeExact(CLOCK_REALTIME, TFD_CLOEXEC);
        } catch (Throwable e) {
            throw new IllegalStateException("timerfd_create cannot be called", e);
        }
    }

    @Override
    public void await(Instant moment) throws InterruptedException {
        if (!ring(moment)) {
            LOG.warn("the system has no timer of the wall clock; after a suspend, blackout hours begin and end late");
            Thread.sleep(Duration.between(Instant.now(), moment).plusMillis(1));
        }
    }

    /** Waits for the timer; returns whether it could be set. That it was cancelled, because the clock was set, is a ring. */
    private boolean ring(Instant moment) {
        time.setAtIndex(JAVA_LONG, VALUE_SECONDS, moment.getEpochSecond());
        time.setAtIndex(JAVA_LONG, VALUE_NANOS, moment.getNano());
        try {
            int flags = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
            if (timer < 0 || (int) settime.invokeExact(timer, flags, time, MemorySegment.NULL) != 0) {
                return false;
            }
            long unused = (long) read.invokeExact(timer, expirations, ValueLayout.JAVA_LONG.byteSize());
            return true;
        } catch (Throwable e) {
            throw new IllegalStateException("the timer cannot be used", e);
        }
    }
}

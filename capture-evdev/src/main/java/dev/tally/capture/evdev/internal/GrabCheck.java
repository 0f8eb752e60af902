package dev.tally.capture.evdev.internal;

import dev.tally.capture.CaptureException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the devices that another program has taken for itself (EVIOCGRAB), so that no other program receives their input.
 *
 * <p>The kernel answers that question only to a program that tries to take the device too. Each device is therefore taken and
 * released at once, after it has been quiet for longer than a held key takes to repeat: all other programs would miss an
 * event that arrives in between. A device that is never quiet is not checked.
 *
 * <p><b>Privacy.</b> Events that arrive meanwhile are erased unread, and their times are not kept.
 *
 * <p><b>Threads.</b> One, that of its {@link Libc}.
 *
 * <p><b>Cost.</b> All devices are waited for together: {@value #QUIET_TICKS} to {@value #MOST_TICKS} times
 * {@value #TICK_MILLIS} ms.
 *
 * <p><b>Failure.</b> A device that does not answer is missing from the result.
 */
final class GrabCheck {
    /** The result of checking one device. */
    enum Answer {
        FREE,
        GRABBED,
        NEVER_QUIET
    }

    private static final int TICK_MILLIS = 50;
    private static final int QUIET_TICKS = 6; // a key repeats after 250 ms unless it was told otherwise
    private static final int MOST_TICKS = 40;
    private static final int MOST_READS = 64;

    private final Libc libc;
    private final DeviceQuery query;
    final MemorySegment buffer = Arena.ofAuto().allocate(DeviceReader.EVENTS * InputEvent.BYTES, 8);
    private final Map<String, Answer> answers = new TreeMap<>();

    GrabCheck(Libc libc, DeviceQuery query) {
        this.libc = libc;
        this.query = query;
    }

    /** Checks the devices at these paths. */
    Map<String, Answer> ask(List<String> paths) throws CaptureException {
        Epoll clock = new Epoll(libc); // without descriptors: it is only used to wait
        List<Watched> waiting = new ArrayList<>();
        try {
            paths.forEach(path -> waiting.add(new Watched(path)));
            waiting.removeIf(Watched::isGone);
            for (int tick = 0; tick < MOST_TICKS && !waiting.isEmpty(); tick++) {
                clock.await(TICK_MILLIS);
                waiting.removeIf(Watched::settles);
            }
            waiting.forEach(device -> answers.put(device.path, Answer.NEVER_QUIET));
            return Map.copyOf(answers);
        } finally {
            waiting.forEach(Watched::close);
            clock.close();
        }
    }

    /** A device that is open until it has been asked. */
    private final class Watched {
        private final String path;
        private final int fd;
        private int quietTicks;

        Watched(String path) {
            this.path = path;
            this.fd = libc.open(path);
        }

        boolean isGone() {
            return fd < 0;
        }

        /** Returns whether there is nothing more to wait for. */
        boolean settles() {
            quietTicks = hasReported() ? 0 : quietTicks + 1;
            if (quietTicks < QUIET_TICKS) {
                return false;
            }
            switch (query.takeAndLetGo(libc, fd)) {
                case FREE -> answers.put(path, Answer.FREE);
                case TAKEN -> answers.put(path, Answer.GRABBED);
                case UNKNOWN -> {}
            }
            close();
            return true;
        }

        private boolean hasReported() {
            int reads = 0;
            while (reads < MOST_READS && libc.read(fd, buffer, buffer.byteSize()) > 0) {
                reads++;
            }
            buffer.fill((byte) 0);
            return reads > 0;
        }

        void close() {
            libc.close(fd);
        }
    }
}

package dev.tally.capture.evdev.internal;

import dev.tally.capture.InputHandler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Reads the events of devices into one buffer, from which each event is erased when it is decoded.
 *
 * <p><b>Threads.</b> One, that of its {@link Libc}. <b>Cost.</b> One system call for up to {@value #EVENTS} events; no
 * allocation.
 */
final class DeviceReader {
    static final int EVENTS = 64;

    private static final long BUFFER_BYTES = EVENTS * InputEvent.BYTES;
    /** More events than a device's buffer in the kernel holds; a device that sends more has to wait for its next turn. */
    private static final int MOST_READS = 64;

    /** The result of reading one device. */
    enum Outcome {
        /** Events were read, and there may be more. */
        READ,
        /** There are no more events now. */
        EMPTY,
        UNPLUGGED,
        /** The device cannot be read any more; {@link #failure} tells why. */
        FAILED
    }

    final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES, 8);
    private final Libc libc;
    private final DeviceQuery query;
    private String failure = "";

    DeviceReader(Libc libc, DeviceQuery query) {
        this.libc = libc;
        this.query = query;
    }

    /** Reads until the device has no more events, or has had its turn. */
    Outcome read(Device device, InputHandler handler) {
        for (int reads = 0; reads < MOST_READS; reads++) {
            long bytes = libc.read(device.fd(), buffer, BUFFER_BYTES);
            if (bytes == 0) {
                return Outcome.UNPLUGGED;
            }
            if (bytes < 0) {
                int errno = libc.errno();
                if (errno != Errno.EINTR) {
                    return withoutEvents(errno);
                }
            } else if (!decodeWhole(device, bytes, handler)) {
                return Outcome.FAILED;
            } else if (bytes < BUFFER_BYTES) {
                return Outcome.READ;
            }
        }
        return Outcome.READ;
    }

    private Outcome withoutEvents(int errno) {
        return switch (errno) {
            case Errno.EAGAIN -> Outcome.EMPTY;
            case Errno.ENODEV -> Outcome.UNPLUGGED;
            default -> {
                failure = Errno.words(errno);
                yield Outcome.FAILED;
            }
        };
    }

    /** Decodes the whole events; returns false if a part of one follows them, after which the next one cannot be found. */
    private boolean decodeWhole(Device device, long bytes, InputHandler handler) {
        long torn = bytes % InputEvent.BYTES;
        device.decoder().decode(buffer, bytes - torn, handler);
        if (bytes < BUFFER_BYTES) { // else it would say where it is after the events that follow
            device.recover(libc, query);
        }
        if (torn != 0) {
            erase();
            failure = "it sent a part of an event";
        }
        return torn == 0;
    }

    /** Returns why the last device {@link Outcome#FAILED}. */
    String failure() {
        return failure;
    }

    /** Loads and links what the first report needs; without that, the first read might come after the buffer has overflowed. */
    void warm(Epoll epoll) {
        new WarmUp().run(buffer);
        libc.read(epoll.fd(), buffer, 0); // fails, which is enough
    }

    /** Erases the events that a handler which threw has left in the buffer. */
    void erase() {
        buffer.fill((byte) 0);
    }
}

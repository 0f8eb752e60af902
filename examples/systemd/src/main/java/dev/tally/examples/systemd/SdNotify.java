package dev.tally.examples.systemd;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that a program is ready, alive, or stopping
 * (<a href="https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html">sd_notify</a>): a datagram to the socket of
 * {@code NOTIFY_SOCKET}. Without that variable nothing is done. Java has no datagram sockets with a path, so C's are called.
 *
 * <p><b>Threads.</b> Any.
 */
@SuppressWarnings("restricted") // the jar allows native access
public final class SdNotify {
    private static final Logger LOG = LoggerFactory.getLogger(SdNotify.class);
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int PATH_OFFSET = 2; // after sa_family_t, see unix(7)
    private static final int LONGEST_PATH = 107;

    private final String socket;
    private final Optional<Duration> watchdogPeriod;

    private SdNotify(String socket, Optional<Duration> watchdogPeriod) {
        this.socket = socket;
        this.watchdogPeriod = watchdogPeriod;
    }

    /** Returns what tells the service manager that this environment names; without one nobody is told. */
    public static SdNotify of(Map<String, String> environment) {
        return new SdNotify(environment.getOrDefault("NOTIFY_SOCKET", ""), watchdogPeriod(environment));
    }

    private static Optional<Duration> watchdogPeriod(Map<String, String> environment) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String own = Long.toString(ProcessHandle.current().pid());
        boolean isForUs = environment.getOrDefault("WATCHDOG_PID", own).equals(own);
        return isForUs && micros.matches("[1-9][0-9]{0,17}")
                ? Optional.of(Duration.of(Long.parseLong(micros) / 2, ChronoUnit.MICROS))
                : Optional.empty();
    }

    /** {@return how often systemd is to be told that the program is alive: half of {@code WatchdogSec=}; empty if never} */
    public Optional<Duration> watchdogPeriod() {
        return watchdogPeriod;
    }

    /** Says that the program is alive. */
    public void alive() {
        send("WATCHDOG=1");
    }

    /** Says that the program does its work. */
    public void ready() {
        send("READY=1");
    }

    /** Says that the program is about to end. */
    public void stopping() {
        send("STOPPING=1");
    }

    private void send(String message) {
        if (socket.isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            if (!send(arena, message.getBytes(StandardCharsets.UTF_8))) {
                LOG.warn("systemd was not told \"{}\": NOTIFY_SOCKET {} does not take it", message, socket);
            }
        } catch (Throwable e) { // a method handle may throw anything
            LOG.warn("systemd was not told \"{}\": {}", message, e.toString());
        }
    }

    private boolean send(Arena arena, byte[] message) throws Throwable {
        byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        if (path.length > LONGEST_PATH) {
            return false;
        }
        if (path[0] == '@') {
            path[0] = 0; // an abstract name
        }
        int addressLength = PATH_OFFSET + path.length;
        MemorySegment address = arena.allocate(addressLength);
        address.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, PATH_OFFSET, path.length);
        MemorySegment content = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
        int descriptor = (int) function("socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
                .invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
        if (descriptor < 0) {
            return false;
        }
        try {
            long sent =
                    (long) sendto().invokeExact(descriptor, content, (long) message.length, 0, address, addressLength);
            return sent == message.length;
        } finally {
            int ignored = (int) function("close", ValueLayout.JAVA_INT).invokeExact(descriptor);
        }
    }

    private static MethodHandle sendto() {
        return Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("sendto"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT));
    }

    private static MethodHandle function(String name, ValueLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow(name),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
    }
}

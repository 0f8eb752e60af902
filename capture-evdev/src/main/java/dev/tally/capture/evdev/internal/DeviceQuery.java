package dev.tally.capture.evdev.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.tally.capture.CaptureException;
import dev.tally.capture.spi.DeviceReport.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/**
 * Asks an open device for its properties, and tells the kernel which of its events are not wanted.
 *
 * <p>Request numbers are those of linux/input.h where an ioctl has its direction in the top two bits: x86-64, aarch64,
 * riscv64. The keys held now are never asked for. Only {@link GrabCheck} asks to be the only reader, for the moment that the
 * answer takes.
 */
class DeviceQuery {
    /** {@code struct input_id}. */
    static final StructLayout ID = MemoryLayout.structLayout(
            JAVA_SHORT.withName("bustype"),
            JAVA_SHORT.withName("vendor"),
            JAVA_SHORT.withName("product"),
            JAVA_SHORT.withName("version"));

    /** {@code struct input_absinfo}. */
    static final StructLayout ABSOLUTE = MemoryLayout.structLayout(
            JAVA_INT.withName("value"),
            JAVA_INT.withName("minimum"),
            JAVA_INT.withName("maximum"),
            JAVA_INT.withName("fuzz"),
            JAVA_INT.withName("flat"),
            JAVA_INT.withName("resolution"));

    /** {@code struct input_mask}; the pointer is a 64-bit number there. */
    static final StructLayout MASK = MemoryLayout.structLayout(
            JAVA_INT.withName("type"), JAVA_INT.withName("codes_size"), ADDRESS.withName("codes_ptr"));

    private static final long BUS_TYPE = ID.byteOffset(PathElement.groupElement("bustype"));
    private static final long POSITION = ABSOLUTE.byteOffset(PathElement.groupElement("value"));
    private static final long MASK_TYPE = MASK.byteOffset(PathElement.groupElement("type"));
    private static final long MASK_BYTES = MASK.byteOffset(PathElement.groupElement("codes_size"));
    private static final long MASK_CODES = MASK.byteOffset(PathElement.groupElement("codes_ptr"));

    private static final long READ = 0x80000000L;
    private static final long EVIOCGID = 0x80084502L;
    private static final long EVIOCGABS = 0x80184540L; // + axis
    private static final long EVIOCSMASK = 0x40104593L;
    private static final long EVIOCGRAB = 0x40044590L;
    private static final MemorySegment TAKE = MemorySegment.ofAddress(1);
    private static final MemorySegment LET_GO = MemorySegment.NULL;
    private static final long NAME = 0x4506;
    private static final long PROPERTIES = 0x4509;
    private static final long BITS = 0x4520; // + event type
    private static final int LONGEST_NAME = 256;

    /**
     * Returns what a device can report.
     *
     * @param virtual whether a program made it; if the system does not tell, the bus that it claims decides
     * @throws CaptureException if it is not an input device, or is gone
     */
    DeviceCapabilities capabilities(Libc libc, int fd, Optional<Boolean> virtual) throws CaptureException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(ID);
            if (libc.ioctl(fd, EVIOCGID, id) < 0) {
                throw new CaptureException("does not answer as an input device: " + Errno.words(libc.errno()));
            }
            int bus = id.get(JAVA_SHORT, BUS_TYPE) & 0xffff;
            return new DeviceCapabilities(
                    name(libc, fd, arena),
                    bus,
                    virtual.orElse(bus == DeviceCapabilities.BUS_VIRTUAL),
                    bits(libc, fd, BITS + InputEvent.EV_KEY, KeyCodeClasses.CODES, arena),
                    bits(libc, fd, BITS + InputEvent.EV_REL, 64, arena),
                    bits(libc, fd, BITS + InputEvent.EV_ABS, 64, arena),
                    bits(libc, fd, PROPERTIES, 64, arena));
        }
    }

    private static String name(Libc libc, int fd, Arena arena) {
        MemorySegment name = arena.allocate(LONGEST_NAME);
        int length = libc.ioctl(fd, READ | (long) (LONGEST_NAME - 1) << 16 | NAME, name);
        return length < 0 ? "" : printable(name.getString(0, StandardCharsets.ISO_8859_1));
    }

    /** Makes a name safe for terminals and logs: a device chooses its own. */
    static String printable(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, StandardCharsets.UTF_8)
                .replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\x{fffd}]", "?")
                .strip();
    }

    private static BitSet bits(Libc libc, int fd, long what, int count, Arena arena) {
        int bytes = count / 8;
        MemorySegment buffer = arena.allocate(bytes, 8);
        int filled = libc.ioctl(fd, READ | (long) bytes << 16 | what, buffer);
        return filled < 0 ? new BitSet() : BitSet.valueOf(buffer.toArray(JAVA_BYTE));
    }

    /** Returns where an absolute axis is now; empty if the device has no such axis. */
    Optional<Integer> position(Libc libc, int fd, int axis) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(ABSOLUTE);
            return libc.ioctl(fd, EVIOCGABS + axis, info) < 0
                    ? Optional.empty()
                    : Optional.of(info.get(JAVA_INT, POSITION));
        }
    }

    /** The result of taking a device for a moment. */
    enum Grab {
        FREE,
        /** Another program has grabbed it. */
        TAKEN,
        /** The device does not answer the question. */
        UNKNOWN
    }

    /** Takes the device from all other programs and gives it back at once. */
    Grab takeAndLetGo(Libc libc, int fd) {
        if (libc.ioctl(fd, EVIOCGRAB, TAKE) < 0) {
            return libc.errno() == Errno.EBUSY ? Grab.TAKEN : Grab.UNKNOWN;
        }
        return libc.ioctl(fd, EVIOCGRAB, LET_GO) < 0 ? Grab.UNKNOWN : Grab.FREE;
    }

    /**
     * Tells the kernel not to deliver the events that are not used: scan codes, the single contacts of a touch pad, and the
     * keys of a device whose keys are not counted. A kernel that knows no masks (before 4.4) reports more; that does no harm.
     */
    void mask(Libc libc, int fd, DeviceCapabilities can, Set<Kind> counts) {
        BitSet types = new BitSet();
        types.set(InputEvent.EV_SYN);
        types.set(InputEvent.EV_KEY);
        types.set(InputEvent.EV_REL);
        types.set(InputEvent.EV_ABS, counts.contains(Kind.MOTION));
        mask(
                libc,
                fd,
                InputEvent.EV_SYN,
                types,
                64); // the kernel refuses a mask whose size is not a multiple of 8 bytes
        BitSet axes = new BitSet();
        axes.set(InputEvent.ABS_X, InputEvent.ABS_Y + 1);
        axes.set(InputEvent.ABS_MT_TRACKING_ID, can.followsContacts());
        if (can.isMultitouchOnly()) {
            axes.set(InputEvent.ABS_MT_SLOT);
            axes.set(InputEvent.ABS_MT_POSITION_X, InputEvent.ABS_MT_POSITION_Y + 1);
        }
        mask(libc, fd, InputEvent.EV_ABS, axes, 64);
        byte[] table = KeyCodeClasses.table(counts);
        BitSet codes = new BitSet();
        for (int code = 0; code < KeyCodeClasses.CODES; code++) {
            codes.set(code, table[code] != KeyCodeClasses.NOTHING);
        }
        mask(libc, fd, InputEvent.EV_KEY, codes, KeyCodeClasses.CODES);
    }

    private static void mask(Libc libc, int fd, int type, BitSet codes, int count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bits = arena.allocate(count / 8, 8);
            MemorySegment.copy(codes.toByteArray(), 0, bits, JAVA_BYTE, 0, codes.toByteArray().length);
            MemorySegment mask = arena.allocate(MASK);
            mask.set(JAVA_INT, MASK_TYPE, type);
            mask.set(JAVA_INT, MASK_BYTES, count / 8);
            mask.set(ADDRESS, MASK_CODES, bits);
            libc.ioctl(fd, EVIOCSMASK, mask);
        }
    }
}

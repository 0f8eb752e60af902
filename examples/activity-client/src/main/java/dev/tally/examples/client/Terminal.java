package dev.tally.examples.client;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The terminal on standard input and output: its size, and keys without waiting for Enter.
 *
 * <p><b>Threads.</b> Any; {@link #restore} also by a shutdown hook.
 */
@SuppressWarnings("restricted") // it calls native code
final class Terminal {
    private static final int STANDARD_INPUT = 0;
    private static final int STANDARD_OUTPUT = 1;

    /** {@code struct termios} of Linux: four flags, the line discipline, 32 control characters, two speeds. */
    private static final MemoryLayout TERMIOS = MemoryLayout.sequenceLayout(15, JAVA_INT);

    private static final long C_LFLAG = 12;
    private static final long C_CC_VSUSP = 17 + 10;
    private static final int ICANON = 2;
    private static final int ECHO = 8;
    private static final int TCSADRAIN = 1;

    private static final long TIOCGWINSZ = 0x5413;
    /** {@code struct winsize}: rows, columns, and two that are not used. */
    private static final MemoryLayout WINSIZE = MemoryLayout.sequenceLayout(4, JAVA_SHORT);

    private final MethodHandle ioctl = handle(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));
    private final MethodHandle setAttributes =
            handle("tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private final MemorySegment size = Arena.global().allocate(WINSIZE);
    private final MemorySegment before = Arena.global().allocate(TERMIOS);

    /**
     * The size of a terminal.
     *
     * @param columns characters in a line
     * @param rows lines
     */
    record Size(int columns, int rows) {}

    private Terminal() {}

    /** Returns the terminal; empty if standard input and output are not one. */
    static Optional<Terminal> open() {
        Terminal terminal = new Terminal();
        return terminal.isSaved() && terminal.size().isPresent() ? Optional.of(terminal) : Optional.empty();
    }

    private boolean isSaved() {
        MethodHandle get = handle("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
        try {
            return (int) get.invokeExact(STANDARD_INPUT, before) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("tcgetattr cannot be called", e);
        }
    }

    private static MethodHandle handle(String function, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), type, options);
    }

    /** Hands on each key at once and unseen. Ctrl-Z is switched off: it would leave the terminal so. */
    void readKeys() {
        MemorySegment keys = Arena.global().allocate(TERMIOS).copyFrom(before);
        keys.set(JAVA_INT, C_LFLAG, keys.get(JAVA_INT, C_LFLAG) & ~(ICANON | ECHO));
        keys.set(JAVA_BYTE, C_CC_VSUSP, (byte) 0);
        set(keys);
    }

    /** Makes the terminal what it was. */
    void restore() {
        set(before);
    }

    private void set(MemorySegment attributes) {
        try {
            int unused = (int) setAttributes.invokeExact(STANDARD_INPUT, TCSADRAIN, attributes);
        } catch (Throwable e) {
            throw new IllegalStateException("tcsetattr cannot be called", e);
        }
    }

    /** Returns the size now; 80 × 24 if the terminal does not know it, empty if there is no terminal. */
    Optional<Size> size() {
        try {
            if ((int) ioctl.invokeExact(STANDARD_OUTPUT, TIOCGWINSZ, size) != 0) {
                return Optional.empty();
            }
        } catch (Throwable e) {
            throw new IllegalStateException("ioctl cannot be called", e);
        }
        int rows = size.getAtIndex(JAVA_SHORT, 0);
        int columns = size.getAtIndex(JAVA_SHORT, 1);
        return Optional.of(rows > 0 && columns > 0 ? new Size(columns, rows) : new Size(80, 24));
    }
}

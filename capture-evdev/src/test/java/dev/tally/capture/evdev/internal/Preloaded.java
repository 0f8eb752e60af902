package dev.tally.capture.evdev.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** A provider on the functions that the dynamic linker finds first, which Java's own look-up passes by. */
@SuppressWarnings("restricted") // a test of native code
final class Preloaded {
    private static final MethodHandle DLSYM = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("dlsym"),
                    FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));

    private Preloaded() {}

    static EvdevBackend backend() {
        SymbolLookup lookup = Preloaded::find;
        return new EvdevBackend(() -> new Libc(lookup), new DeviceQuery());
    }

    private static Optional<MemorySegment> find(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = (MemorySegment) DLSYM.invokeExact(MemorySegment.NULL, arena.allocateFrom(name));
            return found.address() == 0 ? Optional.empty() : Optional.of(found);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}

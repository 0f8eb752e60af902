package dev.tally.capture.evdev.internal;

import dev.tally.capture.Availability;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds out whether this Java can call the C library, and may. */
final class NativeAccess {
    /** The machines on which the numbers of ioctl, the layouts and the byte order are those used here. */
    private static final Set<String> MACHINES = Set.of("amd64", "aarch64", "riscv64");

    private NativeAccess() {}

    /** Returns what prevents native calls, with the flag that helps; empty if nothing does. */
    static Optional<Availability> problem() {
        return foreign(System.getProperty("os.name"), System.getProperty("os.arch"))
                .or(NativeAccess::refusal);
    }

    /** Returns the problem with a system, by Java's names for it; empty if the backend works there. */
    static Optional<Availability> foreign(String system, String machine) {
        return system.equals("Linux") && MACHINES.contains(machine)
                ? Optional.empty()
                : Optional.of(Availability.unavailable(
                        "the evdev backend works on Linux on " + new TreeSet<>(MACHINES) + ", and this is " + system
                                + " on " + machine,
                        "choose another backend"));
    }

    @SuppressWarnings("restricted") // this method checks the restriction
    private static Optional<Availability> refusal() {
        try {
            Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid());
            return Optional.empty();
        } catch (IllegalCallerException e) {
            return Optional.of(Availability.unavailable(
                    "Java does not allow this module native access: " + e.getMessage(), "start Java with " + flag()));
        } catch (UnsupportedOperationException e) {
            return Optional.of(Availability.unavailable(
                    "this Java cannot call native code: " + e.getMessage(), "use a Java that has a native linker"));
        }
    }

    private static String flag() {
        Module module = NativeAccess.class.getModule();
        return "--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    }
}

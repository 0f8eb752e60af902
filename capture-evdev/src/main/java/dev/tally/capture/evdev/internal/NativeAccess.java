package dev.tally.capture.evdev.internal;

import dev.tally.capture.Availability;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;

/** Whether this Java may and can call the C library. */
final class NativeAccess {
    private NativeAccess() {}

    /** What stands in the way, with the flag that helps. */
    static Optional<Availability> problem() {
        String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        if (!system.toLowerCase(Locale.ROOT).startsWith("linux")
                || ValueLayout.ADDRESS.byteSize() != Long.BYTES
                || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return Optional.of(Availability.unavailable(
                    "evdev is read on little-endian 64-bit Linux, and this is " + system, "choose another backend"));
        }
        return refusal();
    }

    @SuppressWarnings("restricted") // that is the question
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

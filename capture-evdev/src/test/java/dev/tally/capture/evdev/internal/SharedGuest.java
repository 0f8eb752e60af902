package dev.tally.capture.evdev.internal;

import dev.tally.testkit.evdev.GuestLostException;
import dev.tally.testkit.evdev.GuestMachine;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * One guest for all test classes that register this, booted by the first.
 *
 * <p>A guest that is lost, because it stalled or died, is replaced by a fresh one, in which the test runs again, once.
 */
final class SharedGuest implements BeforeAllCallback, InvocationInterceptor {
    /** Whether the suites that take long run too. */
    static final boolean FULL = Boolean.getBoolean("tally.full");

    private @Nullable Holder holder;

    /** Returns the guest that runs now. */
    Guest guest() {
        Holder now = holder;
        if (now == null) {
            throw new IllegalStateException("the guest boots before the first test");
        }
        return now.guest;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Optional<String> why = GuestMachine.whyNot();
        why.ifPresent(text -> System.out.println("SKIPPED " + context.getDisplayName() + ": " + text));
        Assumptions.assumeTrue(why.isEmpty(), () -> why.orElse(""));
        holder = context.getRoot()
                .getStore(Namespace.create(SharedGuest.class))
                .getOrComputeIfAbsent(Holder.class, key -> new Holder(), Holder.class);
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        try {
            test.proceed();
        } catch (GuestLostException e) {
            System.out.println("AGAIN " + context.getDisplayName() + " in a fresh guest: " + e.getMessage());
            if (holder != null) {
                holder.replace();
            }
            runAgain(method);
        }
    }

    private static void runAgain(ReflectiveInvocationContext<Method> method) throws Throwable {
        Method test = method.getExecutable();
        test.setAccessible(true);
        try {
            test.invoke(method.getTarget().orElseThrow(), method.getArguments().toArray());
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    /** What the test classes share; closed after the last of them. */
    private static final class Holder implements AutoCloseable {
        private Guest guest = boot();

        private static Guest boot() {
            try {
                return bootOnce();
            } catch (GuestLostException e) {
                System.out.println("AGAIN booting the guest: " + e.getMessage());
                try {
                    return bootOnce();
                } catch (IOException again) {
                    throw new AssertionError(again);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static Guest bootOnce() throws IOException {
            try {
                return new Guest("--usb", "1");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        void replace() {
            guest.close();
            guest = boot();
        }

        @Override
        public void close() {
            guest.close();
        }
    }
}

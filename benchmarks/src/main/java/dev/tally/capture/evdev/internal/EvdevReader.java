package dev.tally.capture.evdev.internal;

import com.sun.management.ThreadMXBean;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import java.lang.foreign.Linker;
import java.lang.management.ManagementFactory;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * What does it cost to count the reports of a device, beside the same in C? The Java half of benchmarks/evdev/compare:
 * the whole backend on a directory with a pipe, which cannot say that it is a mouse, so that this says it for the pipe.
 *
 * <p>Prints READY once it is live, and for each line of its standard input the bytes that its reading thread has
 * allocated so far; ends with its standard input.
 */
final class EvdevReader {
    private EvdevReader() {}

    public static void main(String[] arguments) throws Exception {
        EvdevBackend provider =
                new EvdevBackend(() -> new Libc(Linker.nativeLinker().defaultLookup()), new Mouse());
        CaptureOptions options = CaptureOptions.defaults().with("evdev.directory", arguments[0]);
        PlainCounts counts = new PlainCounts();
        try (CaptureSession session =
                CaptureSession.start(provider, options, counts, new CaptureSession.Listener() {})) {
            counts.live.await();
            System.out.println("READY");
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            while (System.in.read() >= 0) {
                if (System.in.read(new byte[256]) > 0) {
                    System.out.println(threads.getThreadAllocatedBytes(counts.thread));
                }
            }
        }
    }

    private static final class Mouse extends DeviceQuery {
        @Override
        DeviceCapabilities capabilities(Libc libc, int fd, Optional<Boolean> virtual) {
            BitSet buttons = new BitSet();
            buttons.set(KeyCodeClasses.BTN_LEFT, KeyCodeClasses.BTN_MIDDLE + 1);
            BitSet axes = new BitSet();
            axes.set(InputEvent.REL_X, InputEvent.REL_Y + 1);
            axes.set(InputEvent.REL_WHEEL);
            return new DeviceCapabilities("pipe", 3, false, buttons, axes, new BitSet(), new BitSet());
        }
    }

    /** Plain fields like the counters of the C program; only this thread reads them. */
    private static final class PlainCounts implements InputHandler {
        private final CountDownLatch live = new CountDownLatch(1);
        private volatile long thread;
        private long presses;
        private long repeats;
        private long buttons;
        private long motions;
        private long way;
        private long detents;

        @Override
        public void keyPress() {
            presses++;
        }

        @Override
        public void keyRepeat() {
            repeats++;
        }

        @Override
        public void buttonPress(PointerButton button) {
            buttons++;
        }

        @Override
        public void motion(int dx, int dy) {
            motions++;
            way += dx + dy;
        }

        @Override
        public void position(int x, int y) {
            way += x + y;
        }

        @Override
        public void scroll(int horizontal120, int vertical120) {
            detents += vertical120;
        }

        @Override
        public void gap() {
            throw new IllegalStateException("a pipe drops nothing: " + presses + repeats + buttons + motions + detents);
        }

        @Override
        public void devices(int keyboards, int pointers) {
            thread = Thread.currentThread().threadId();
            live.countDown();
        }

        @Override
        public void waiting() {}
    }
}

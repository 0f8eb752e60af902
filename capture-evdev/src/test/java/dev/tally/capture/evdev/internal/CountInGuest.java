package dev.tally.capture.evdev.internal;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.ProbeResult;
import dev.tally.capture.spi.SourceTraits;
import dev.tally.testkit.CountingHandler;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The program that the tests start in the guest: counts with the evdev backend until it is told to end, then prints what
 * it counted. Prints READY when the first report would be counted, DEVICES whenever their number changes.
 *
 * <p>Arguments: settings as NAME=VALUE; {@code --devices} to print the devices instead of counting; {@code --masks} to
 * print what types of events the kernel sends of each device that would count; {@code --preloaded}
 * to call what a preloaded library has put before the C library; {@code --until=N} to end by itself after N key presses;
 * {@code --plant=CODES} to leave what a careless program would leave in its memory.
 */
final class CountInGuest {
    private CountInGuest() {}

    public static void main(String[] arguments) throws Exception {
        CaptureOptions options = CaptureOptions.defaults().backend("evdev");
        Set<String> flags = new HashSet<>();
        for (String argument : arguments) {
            int at = argument.indexOf('=');
            if (argument.startsWith("--plant=")) {
                Planted.plant(argument.substring(at + 1));
            } else if (argument.startsWith("--")) {
                flags.add(argument);
            } else {
                options = options.with(argument.substring(0, at), argument.substring(at + 1));
            }
        }
        CaptureProvider provider = flags.contains("--preloaded") ? Preloaded.backend() : new EvdevProvider();
        if (flags.contains("--devices")) {
            ProbeResult found = provider.probe(options);
            found.devices().forEach(System.out::println);
            System.out.println(found.availability());
            return;
        }
        if (flags.contains("--masks")) {
            printMasks(EvdevSettings.of(options));
            return;
        }
        count(provider, options, flags);
    }

    private static void printMasks(EvdevSettings settings) throws CaptureException {
        Libc libc = new Libc(Linker.nativeLinker().defaultLookup());
        DeviceScan scan = new DeviceScan(libc, settings, new DeviceQuery());
        for (String path : scan.paths()) {
            scan.look(path)
                    .device()
                    .ifPresent(device -> System.out.println(device + " sends types " + types(libc, device)));
        }
    }

    private static String types(Libc libc, Device device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment types = arena.allocate(8, 8);
            MemorySegment mask = arena.allocate(DeviceQuery.MASK);
            mask.set(ValueLayout.JAVA_INT, 4, 8);
            mask.set(ValueLayout.ADDRESS, 8, types);
            int failed = libc.ioctl(device.fd(), 0x80104592L, mask); // EVIOCGMASK
            return failed < 0 ? Errno.words(libc.errno()) : Long.toHexString(types.get(ValueLayout.JAVA_LONG, 0));
        }
    }

    private static void count(CaptureProvider provider, CaptureOptions options, Set<String> flags) throws Exception {
        CountingHandler counts = new CountingHandler();
        try {
            CaptureSession session = CaptureSession.start(provider, options, new Announcing(counts), new Opened());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(session, counts)));
            for (String flag : flags) {
                if (flag.startsWith("--until=")) {
                    long presses = Long.parseLong(flag.substring("--until=".length()));
                    counts.await(() -> counts.keyPresses() >= presses);
                    System.exit(0);
                }
            }
            session.ended().join();
        } catch (CaptureException e) {
            System.out.println("REFUSED " + e.getMessage());
            System.exit(3);
        }
    }

    private static void end(CaptureSession session, CountingHandler counts) {
        try {
            session.sync();
            session.close();
        } catch (CaptureException e) {
            System.out.println("SYNC " + e);
        }
        System.out.println(json(counts));
        System.out.flush();
    }

    private static String json(CountingHandler c) {
        return ("{\"keys\":%d,\"repeats\":%d,\"left\":%d,\"middle\":%d,\"right\":%d,\"other\":%d,\"motions\":%d,\"dx\":%d,"
                        + "\"dy\":%d,\"positions\":%d,\"horizontal120\":%d,\"vertical120\":%d,\"scrolled120\":%d,\"gaps\":%d,"
                        + "\"keyboards\":%d,\"pointers\":%d}")
                .formatted(
                        c.keyPresses(),
                        c.keyRepeats(),
                        c.presses(PointerButton.LEFT),
                        c.presses(PointerButton.MIDDLE),
                        c.presses(PointerButton.RIGHT),
                        c.presses(PointerButton.OTHER),
                        c.motions(),
                        c.dx(),
                        c.dy(),
                        c.positions(),
                        c.horizontal120(),
                        c.vertical120(),
                        c.absoluteHorizontal120() + c.absoluteVertical120(),
                        c.gaps(),
                        c.keyboards(),
                        c.pointers());
    }

    private record Opened() implements CaptureSession.Listener {
        @Override
        public void opened(SourceTraits traits) {
            System.out.println("OPENED " + traits.description());
        }
    }

    /** Passes everything on, and says when it is live. */
    private record Announcing(CountingHandler counts) implements InputHandler {
        @Override
        public void keyPress() {
            counts.keyPress();
        }

        @Override
        public void keyRepeat() {
            counts.keyRepeat();
        }

        @Override
        public void buttonPress(PointerButton button) {
            counts.buttonPress(button);
        }

        @Override
        public void motion(int dx, int dy) {
            counts.motion(dx, dy);
        }

        @Override
        public void position(int x, int y) {
            counts.position(x, y);
        }

        @Override
        public void scroll(int horizontal120, int vertical120) {
            counts.scroll(horizontal120, vertical120);
        }

        @Override
        public void gap() {
            counts.gap();
            System.out.println("GAP");
        }

        @Override
        public void devices(int keyboards, int pointers) {
            counts.devices(keyboards, pointers);
            System.out.println("DEVICES " + keyboards + " " + pointers);
            System.out.println("READY");
        }

        @Override
        public void waiting() {
            counts.waiting();
        }
    }

    /** What a program might keep that this one does not: the test of the test that looks for it. */
    private static final class Planted {
        private static final List<Object> KEPT = new ArrayList<>();

        static void plant(String codes) {
            int[] sequence =
                    Stream.of(codes.split(",")).mapToInt(Integer::parseInt).toArray();
            short[] shorts = new short[sequence.length];
            MemorySegment event = Arena.global().allocate(InputEvent.BYTES, 8);
            event.set(ValueLayout.JAVA_LONG, 0, System.currentTimeMillis() / 1000);
            event.set(ValueLayout.JAVA_SHORT, 16, (short) 1);
            event.set(ValueLayout.JAVA_SHORT, 18, (short) sequence[0]);
            event.set(ValueLayout.JAVA_INT, 20, 1);
            for (int i = 0; i < sequence.length; i++) {
                shorts[i] = (short) sequence[i];
            }
            KEPT.add(sequence);
            KEPT.add(shorts);
        }
    }
}

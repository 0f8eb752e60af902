package dev.tally.capture.evdev.internal;

import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.InputHandler;
import dev.tally.capture.PointerButton;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.testkit.CountingHandler;

/**
 * The program that the tests start in the guest: counts with the evdev backend until it is told to end, then prints what
 * it counted. Prints READY when the first report would be counted, DEVICES whenever their number changes.
 *
 * <p>Arguments: settings as NAME=VALUE; {@code --devices} to print the devices instead of counting.
 */
final class CountInGuest {
    private CountInGuest() {}

    public static void main(String[] arguments) throws Exception {
        CaptureOptions options = CaptureOptions.defaults().backend("evdev");
        boolean list = false;
        for (String argument : arguments) {
            int at = argument.indexOf('=');
            list |= argument.equals("--devices");
            options = at < 0 ? options : options.with(argument.substring(0, at), argument.substring(at + 1));
        }
        if (list) {
            new EvdevProvider().devices(options).forEach(System.out::println);
            System.out.println(new EvdevProvider().probe(options));
            return;
        }
        count(options);
    }

    private static void count(CaptureOptions options) throws Exception {
        CountingHandler counts = new CountingHandler();
        try {
            CaptureProvider provider = CaptureBackends.best(options);
            CaptureSession session =
                    CaptureSession.start(provider, options, new Announcing(counts), new CaptureSession.Listener() {});
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(session, counts)));
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
        }

        @Override
        public void devices(int keyboards, int pointers) {
            counts.devices(keyboards, pointers);
            System.out.println("DEVICES " + keyboards + " " + pointers);
            System.out.println("READY");
        }
    }
}

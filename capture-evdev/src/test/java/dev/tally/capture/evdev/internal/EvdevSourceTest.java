package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.InputHandler;
import dev.tally.capture.spi.DeviceReport;
import dev.tally.testkit.CountingHandler;
import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(60)
class EvdevSourceTest {
    private final FalseDevices devices = new FalseDevices();
    private final CountingHandler counts = new CountingHandler();
    private volatile boolean flooding = true;

    EvdevSourceTest() throws IOException {}

    @AfterEach
    void removeDevices() throws IOException {
        devices.close();
    }

    private CaptureSession live() throws Exception {
        CaptureSession session = CaptureSession.start(devices.open(), counts);
        counts.awaitLive();
        return session;
    }

    @Test
    void everyDeviceIsReadOnOneThread() throws Exception {
        FalseDevices.Plugged keyboard = devices.plug("event0", Invented.keyboard("k"));
        FalseDevices.Plugged mouse = devices.plug("event1", Invented.mouse("m"));
        try (CaptureSession session = live()) {
            keyboard.report(new Events().tap(30).tap(31));
            mouse.report(new Events().tap(0x110).relative(0, 4).frame());
            session.sync();
            assertEquals(2, counts.keyPresses());
            assertEquals(4, counts.dx());
            assertEquals(1, counts.keyboards());
            assertEquals(1, counts.pointers());
        }
    }

    @Test
    void aDeviceThatHasOnlyAWheelIsNoBlindness() throws Exception {
        devices.plug("event0", Invented.knob("volume"));
        try (CaptureSession session =
                CaptureSession.start(devices.backend().open(devices.options().with("evdev.all", "true")), counts)) {
            counts.awaitLive();
            assertEquals(0, counts.keyboards());
            assertEquals(1, counts.pointers());
            session.sync();
        }
    }

    @Test
    void whereADeviceIsAfterAGapIsNotAskedWhileItsEventsAreUnread() throws Exception {
        FalseDevices.Plugged touchpad = devices.plug("event0", Invented.touchpad("t"));
        try (CaptureSession session = live()) {
            devices.places.putAll(Map.of(InputEvent.ABS_X, 502, InputEvent.ABS_Y, 803));
            Events events = new Events().dropped();
            while (events.size() < DeviceReader.EVENTS) {
                events.frame();
            }
            events.absolute(InputEvent.ABS_X, 501).frame();
            events.absolute(InputEvent.ABS_X, 502)
                    .absolute(InputEvent.ABS_Y, 800)
                    .frame();
            events.absolute(InputEvent.ABS_Y, 803).frame();
            touchpad.report(events);
            session.sync();
            assertEquals(3, counts.dy());
            assertEquals(0, counts.dx());
        }
    }

    @Test
    void aDeviceThatIsPluggedInLaterCounts() throws Exception {
        devices.plug("event0", Invented.mouse("m"));
        try (CaptureSession session = live()) {
            FalseDevices.Plugged keyboard = devices.plug("event12", Invented.keyboard("k"));
            counts.await(() -> counts.keyboards() == 1);
            keyboard.report(new Events().tap(30));
            session.sync();
            assertEquals(1, counts.keyPresses());
        }
    }

    @Test
    void anUnpluggedDeviceIsForgottenAndTheOthersGoOn() throws Exception {
        FalseDevices.Plugged first = devices.plug("event0", Invented.keyboard("one"));
        FalseDevices.Plugged second = devices.plug("event1", Invented.keyboard("two"));
        try (CaptureSession session = live()) {
            first.report(new Events().tap(30));
            first.unplug();
            counts.await(() -> counts.keyboards() == 1);
            second.report(new Events().tap(30));
            session.sync();
            assertEquals(2, counts.keyPresses());
            assertEquals(0, counts.gaps());
        }
    }

    @Test
    void beingWithoutDevicesIsBlindAndNotTheEnd() throws Exception {
        FalseDevices.Plugged only = devices.plug("event0", Invented.keyboard("k"));
        try (CaptureSession session = live()) {
            only.unplug();
            counts.await(() -> counts.keyboards() == 0);
            FalseDevices.Plugged back = devices.plug("event0", Invented.keyboard("k"));
            counts.await(() -> counts.keyboards() == 1);
            back.report(new Events().tap(30));
            session.sync();
            assertEquals(1, counts.keyPresses());
        }
    }

    @Test
    void aDeviceThatIsBackUnderItsNameBeforeAnyoneLookedCounts() throws Exception {
        FalseDevices.Plugged mouse = devices.plug("event0", Invented.mouse("m"));
        FalseDevices.Plugged keyboard = devices.plug("event1", Invented.keyboard("k"));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        InputHandler slow = calls("motion", () -> {
            held.countDown();
            go.await();
        });
        try (CaptureSession session = CaptureSession.start(devices.open(), slow)) {
            counts.awaitLive();
            mouse.report(new Events().relative(0, 1).frame());
            held.await();
            Files.setPosixFilePermissions(
                    mouse.path(), PosixFilePermissions.fromString("rw-rw----")); // news come first
            keyboard.unplug();
            FalseDevices.Plugged back = devices.plug("event1", Invented.keyboard("k"));
            go.countDown();
            session.sync();
            session.sync();
            back.report(new Events().tap(30));
            session.sync();
            assertEquals(1, counts.keyPresses());
            assertEquals(1, counts.keyboards());
        }
    }

    @Test
    void aHandlerThatThrowsLeavesNoEventsBehind() throws Exception {
        FalseDevices.Plugged keyboard = devices.plug("event0", Invented.keyboard("k"));
        InputHandler broken = calls("keyPress", () -> {
            throw new IllegalStateException("on purpose");
        });
        EvdevSource source = devices.open();
        CaptureSession session = CaptureSession.start(source, broken);
        counts.awaitLive();
        keyboard.report(new Events().tap(30).tap(31));
        assertThrows(CompletionException.class, () -> session.ended().join());
        for (byte each : source.reader.buffer.toArray(ValueLayout.JAVA_BYTE)) {
            assertEquals(0, each);
        }
    }

    @Test
    void anOpeningThatFailsLeaksNothing() throws Exception {
        Path file = Files.createFile(devices.directory.resolve("no-directory"));
        CaptureOptions options = CaptureOptions.defaults().with("evdev.directory", file.toString());
        long before = descriptors();
        for (int i = 0; i < 3; i++) {
            assertThrows(CaptureException.class, () -> devices.backend().open(options));
        }
        assertEquals(before, descriptors());
    }

    /** Returns the descriptors without a file: those of epoll, inotify, events and timers. */
    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(fd -> FalseDevices.target(fd).startsWith("anon_inode:"))
                    .count();
        }
    }

    /** A handler that counts, and does this before one of its methods. */
    private InputHandler calls(String method, Executable before) {
        return (InputHandler) Proxy.newProxyInstance(
                InputHandler.class.getClassLoader(),
                new Class<?>[] {InputHandler.class},
                (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        before.execute();
                    }
                    return called.invoke(counts, arguments);
                });
    }

    @Test
    void aDirectoryThatAppearsLaterIsFound() throws Exception {
        Files.delete(devices.directory);
        try (CaptureSession session =
                CaptureSession.start(devices.backend().open(devices.options().with("evdev.wait", "true")), counts)) {
            counts.awaitLive();
            assertEquals(0, counts.keyboards());
            Files.createDirectory(devices.directory);
            FalseDevices.Plugged keyboard = devices.plug("event0", Invented.keyboard("k"));
            counts.await(() -> counts.keyboards() == 1);
            keyboard.unplug();
            Files.delete(devices.directory);
            counts.await(() -> counts.keyboards() == 0);
            Files.createDirectory(devices.directory);
            FalseDevices.Plugged again = devices.plug("event1", Invented.keyboard("k"));
            counts.await(() -> counts.keyboards() == 1);
            again.report(new Events().tap(30));
            session.sync();
            assertEquals(1, counts.keyPresses());
        }
    }

    @Test
    void aThousandPlugsLeakNothingAndMissNothing() throws Exception {
        String[] names = IntStream.range(0, 1000).mapToObj(i -> "event" + i).toArray(String[]::new);
        devices.prepare(names);
        devices.plug("event1000", Invented.mouse("stays"));
        try (CaptureSession session = live()) {
            for (String name : names) {
                FalseDevices.Plugged keyboard = devices.plug(name, Invented.keyboard("k"));
                counts.await(() -> counts.keyboards() == 1);
                keyboard.report(new Events().tap(30));
                keyboard.unplug();
                counts.await(() -> counts.keyboards() == 0);
            }
            session.sync();
            assertEquals(1000, counts.keyPresses());
            assertEquals(1, devices.openDescriptors());
        }
        assertEquals(0, devices.openDescriptors());
    }

    @Test
    void aDeviceThatSendsTornEventsIsDroppedAlone() throws Exception {
        FalseDevices.Plugged torn = devices.plug("event0", Invented.mouse("torn"));
        FalseDevices.Plugged sound = devices.plug("event1", Invented.keyboard("sound"));
        try (CaptureSession session = live()) {
            torn.pipe().write(new byte[31]);
            counts.await(() -> counts.pointers() == 0);
            sound.report(new Events().tap(30));
            session.sync();
            assertEquals(1, counts.keyPresses());
            assertEquals(1, counts.gaps());
        }
    }

    @Test
    void aFileThatIsNoDeviceIsNamedAndPassedOver() throws Exception {
        devices.plug("event0", Invented.keyboard("k"));
        Files.writeString(devices.directory.resolve("event1"), "nothing of the kind");
        Files.createDirectory(devices.directory.resolve("event2"));
        try (CaptureSession session = live()) {
            assertEquals(1, counts.keyboards());
            session.sync();
        }
        DeviceReport file = devices.backend().probe(devices.options()).devices().get(1);
        assertTrue(file.problem().orElse("").contains("ENOTTY"), file.toString());
    }

    @Test
    void havingNothingToReadIsUnavailableWithEachReason() throws Exception {
        Availability empty = devices.backend().probe(devices.options()).availability();
        assertTrue(
                assertInstanceOf(Availability.Unavailable.class, empty).reason().contains("no input device"));
        devices.plug("event0", new Invented("Power Button").keys(116).made());
        devices.plug(
                "event1",
                new Invented("Pad").keyRange(0x130, 0x13e).absolute(0, 1).made());
        Availability.Unavailable none = assertInstanceOf(
                Availability.Unavailable.class,
                devices.backend().probe(devices.options()).availability());
        assertTrue(none.reason().contains("'Power Button' has neither"), none.reason());
        assertTrue(none.reason().contains("'Pad' is a gamepad"), none.reason());
        assertTrue(none.remedy().contains("evdev.all=true"), none.remedy());
        CaptureException refused = assertThrows(CaptureException.class, devices::open);
        assertTrue(String.valueOf(refused.getMessage()).contains(none.reason()));
        assertEquals(0, devices.openDescriptors());
    }

    @Test
    void aFloodOfOneDeviceDoesNotStarveAFence() throws Exception {
        FalseDevices.Plugged flood = devices.plug("event0", Invented.mouse("m"));
        FalseDevices.Plugged keyboard = devices.plug("event1", Invented.keyboard("k"));
        try (CaptureSession session = live()) {
            Thread flooder = new Thread(() -> flood(flood));
            flooder.setDaemon(true);
            flooder.start();
            for (int i = 0; i < 20; i++) {
                keyboard.report(new Events().tap(30));
                session.sync();
                assertEquals(i + 1, counts.keyPresses());
            }
            flooding = false;
            flooder.join();
        }
    }

    @Test
    void whileNothingIsReportedTheReaderNeverWakes() throws Exception {
        FalseDevices.Plugged keyboard = devices.plug("event0", Invented.keyboard("k"));
        try (CaptureSession session = live()) {
            keyboard.report(new Events().tap(30));
            session.sync();
            Eventually.isStill("it waits again", Eventually.PATIENCE, Duration.ofSeconds(2), EvdevSourceTest::switches);
        }
    }

    /** How often the reading thread has gone off its processor. */
    private static long switches() {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).strip().equals("tally-capture")) {
                    return Files.readAllLines(thread.resolve("status")).stream()
                            .filter(line -> line.startsWith("voluntary_ctxt_switches"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("no thread is capturing");
    }

    private void flood(FalseDevices.Plugged device) {
        Events burst = new Events();
        for (int i = 0; i < 80; i++) { // fewer than tear: a pipe keeps 4096 bytes together
            burst.relative(0, 1).frame();
        }
        try {
            while (flooding) {
                device.report(burst);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.spi.DeviceReport;
import dev.tally.capture.spi.DeviceReport.Kind;
import dev.tally.testkit.CountingHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GrabCheckTest {
    private final FalseDevices devices = new FalseDevices();
    private volatile boolean busy = true;

    GrabCheckTest() throws IOException {}

    @AfterEach
    void removeDevices() throws IOException {
        devices.close();
    }

    private CaptureOptions checking() {
        return devices.options().with("evdev.checkGrabs", "true");
    }

    @Test
    void nobodyTakesADeviceUnlessAsked() throws Exception {
        devices.plug("event0", Invented.keyboard("k"));
        devices.grabbed.add("event0");
        assertTrue(
                devices.backend().probe(devices.options()).devices().getFirst().counted());
        assertEquals(List.of(), devices.taken);
    }

    @Test
    void openingTakesNoDeviceEvenIfAsked() throws Exception {
        devices.plug("event0", Invented.keyboard("k"));
        try (CaptureSession session = CaptureSession.start(devices.backend().open(checking()), new CountingHandler())) {
            session.sync();
        }
        assertEquals(List.of(), devices.taken);
    }

    @Test
    void everyDeviceThatWouldCountIsTakenOnceAndClosed() throws Exception {
        devices.plug("event0", Invented.keyboard("k"));
        devices.plug("event1", new Invented("Power Button").keys(116).made());
        devices.plug("event2", Invented.mouse("m"));
        List<DeviceReport> reports = devices.backend().probe(checking()).devices();
        assertEquals(List.of("event0", "event2"), devices.taken);
        assertEquals(devices.backend().probe(devices.options()).devices(), reports);
        assertEquals(0, devices.openDescriptors());
    }

    @Test
    void aGrabbedDeviceDoesNotCountAndWhoHasItOpenIsNamed() throws Exception {
        FalseDevices.Plugged keyboard = devices.plug("event0", Invented.keyboard("k"));
        devices.plug("event1", Invented.mouse("m"));
        devices.grabbed.add("event0");
        Process remapper = new ProcessBuilder("sleep", "60")
                .redirectInput(keyboard.path().toFile())
                .start();
        try {
            DeviceReport report = devices.backend().probe(checking()).devices().getFirst();
            assertEquals(Set.of(), report.counts());
            assertEquals(
                    "is grabbed by another program; open in sleep (pid " + remapper.pid() + ")",
                    report.problem().orElse(""));
            assertTrue(report.remedy().orElse("").contains("virtual"), report.toString());
        } finally {
            remapper.destroyForcibly().waitFor();
        }
        Availability.Available others = assertInstanceOf(
                Availability.Available.class,
                devices.backend().probe(checking()).availability());
        assertTrue(others.detail().contains("0 keyboards and 1 pointer"), others.detail());
        assertTrue(others.detail().contains("1 more grabbed by other programs"), others.detail());
    }

    @Test
    void whereEverythingIsGrabbedNothingCanBeCounted() throws Exception {
        devices.plug("event0", Invented.keyboard("k"));
        devices.grabbed.add("event0");
        Availability.Unavailable none = assertInstanceOf(
                Availability.Unavailable.class,
                devices.backend().probe(checking()).availability());
        assertTrue(none.reason().contains("'k' is grabbed by another program"), none.reason());
        assertTrue(none.remedy().contains("remapper"), none.remedy());
        devices.grabbed.clear();
        assertInstanceOf(
                Availability.Available.class,
                devices.backend().probe(checking()).availability());
    }

    @Test
    void aDeviceThatIsNeverQuietIsNotTakenAndCountsWithThatRemark() throws Exception {
        FalseDevices.Plugged mouse = devices.plug("event0", Invented.mouse("m"));
        devices.plug("event1", Invented.keyboard("k"));
        Thread user = new Thread(() -> moveOn(mouse));
        user.start();
        DeviceReport report = devices.backend().probe(checking()).devices().getFirst();
        busy = false;
        user.join();
        assertEquals(List.of("event1"), devices.taken);
        assertTrue(report.counts().contains(Kind.MOTION), report.toString());
        assertTrue(report.problem().orElse("").contains("not checked"), report.toString());
        assertEquals(0, devices.openDescriptors());
    }

    @Test
    void aDeviceThatDoesNotAnswerStaysAsItWas() throws Exception {
        devices.plug("event0", Invented.keyboard("k"));
        Libc libc = new Libc(Linker.nativeLinker().defaultLookup());
        String pipe = devices.directory.resolve("event0").toString();
        assertEquals(
                0,
                new GrabCheck(libc, new DeviceQuery())
                        .ask(List.of(pipe, "/nowhere"))
                        .size());
        assertEquals(0, devices.openDescriptors());
    }

    @Test
    void whatIsReportedMeanwhileIsErased() throws Exception {
        FalseDevices.Plugged keyboard = devices.plug("event0", Invented.keyboard("k"));
        keyboard.report(new Events().tap(30).tap(31)); // stays in the pipe until it is read
        GrabCheck check = new GrabCheck(new Libc(Linker.nativeLinker().defaultLookup()), new DeviceQuery());
        check.ask(List.of(keyboard.path().toString()));
        assertEquals(-1, check.buffer.mismatch(MemorySegment.ofArray(new byte[(int) check.buffer.byteSize()])));
    }

    private void moveOn(FalseDevices.Plugged mouse) {
        try {
            while (busy) {
                mouse.report(new Events().relative(0, 1).frame());
                LockSupport.parkNanos(5_000_000); // so that the pipe is not full when its reader has ended
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

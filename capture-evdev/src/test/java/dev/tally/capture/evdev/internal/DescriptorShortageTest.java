package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.spi.DeviceReport;
import dev.tally.capture.spi.ProbeResult;
import dev.tally.testkit.CountingHandler;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks that each device without a descriptor is reported and tried again. */
@Timeout(60)
@SuppressWarnings("try") // a limit is not referenced, it holds
class DescriptorShortageTest {
    /** Descriptors for listing a directory, besides those of the source and of two devices. */
    private static final int ENOUGH_FOR_TWO = EvdevSource.DESCRIPTORS + 2;

    private final FalseDevices devices = new FalseDevices();
    private final CountingHandler counts = new CountingHandler();

    DescriptorShortageTest() throws IOException {}

    @BeforeEach
    void plugThree() throws Exception {
        for (String name : new String[] {"event0", "event1", "event2"}) {
            devices.plug(name, Invented.keyboard("k"));
        }
        devices.backend().probe(devices.options()); // loads the classes, which takes descriptors
        try (CaptureSession session = CaptureSession.start(devices.open(), new CountingHandler())) {
            session.sync();
        }
    }

    @AfterEach
    void removeDevices() throws IOException {
        devices.close();
    }

    @Test
    void aDeviceWithoutADescriptorIsToldOf() throws Exception {
        ProbeResult found;
        String opened;
        try (DescriptorLimit limit = DescriptorLimit.leaving(ENOUGH_FOR_TWO)) {
            found = devices.backend().probe(devices.options());
            try (EvdevSource source = devices.open()) {
                opened = source.traits().description();
            }
        }
        DeviceReport third = found.devices().get(2);
        assertTrue(third.problem().orElse("").contains("EMFILE"), third.toString());
        Availability.Available two = assertInstanceOf(Availability.Available.class, found.availability());
        assertTrue(two.detail().contains("2 keyboards"), two.detail());
        assertTrue(two.detail().contains("1 more cannot be opened: EMFILE"), two.detail());
        assertEquals("evdev: " + two.detail(), opened);
        assertEquals(0, devices.openDescriptors());
    }

    @Test
    void aDeviceWithoutADescriptorCountsOnceThereIsOne() throws Exception {
        EvdevSource source;
        try (DescriptorLimit limit = DescriptorLimit.leaving(ENOUGH_FOR_TWO)) {
            source = devices.open();
        }
        try (CaptureSession session = CaptureSession.start(source, counts)) {
            counts.await(() -> counts.keyboards() == 3);
            session.sync();
        }
    }
}

package dev.tally.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureBackends.Backend;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.DeviceReport;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.ProbeResult;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureBackendsTest {
    @TempDir
    private Path services;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void restoreLoader() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void aBrokenProviderDoesNotHideAnother() throws IOException {
        List<Backend> all = surveyWith(
                "no.such.Provider",
                name(BreaksWhenMade.class),
                name(BreaksWhenLoaded.class),
                name(BreaksWhenProbed.class),
                name(BreaksWhenNamed.class),
                name(Sound.class));
        assertEquals("sound", all.get(0).name());
        assertTrue(all.get(0).available());
        assertEquals(7, all.size(), () -> "with the simulated one: " + all);
        assertEquals(5, all.stream().filter(b -> b.provider().isEmpty()).count());
        assertTrue(all.stream().anyMatch(b -> reason(b).contains("no.such.Provider")));
        assertTrue(all.stream().anyMatch(b -> reason(b).contains("broken on purpose when made")));
        assertTrue(all.stream().anyMatch(b -> reason(b).contains("broken on purpose when probed")));
    }

    @Test
    void theNamesAreThoseOfTheSurvey() throws IOException {
        List<Backend> all = surveyWith(name(BreaksWhenMade.class), name(BreaksWhenNamed.class), name(Sound.class));
        assertEquals(all.stream().map(Backend::name).sorted().toList(), List.copyOf(CaptureBackends.names()));
    }

    @Test
    void theSimulatedBackendIsNeverTakenOnItsOwn() throws IOException {
        surveyWith();
        CaptureException none =
                assertThrows(CaptureException.class, () -> CaptureBackends.best(CaptureOptions.defaults()));
        assertEquals("no capture backend can be used", none.getMessage());
    }

    @Test
    void aBackendThatIsNotThereIsNamedBesideThoseThatAre() throws IOException {
        surveyWith(name(Sound.class));
        CaptureException none = assertThrows(
                CaptureException.class,
                () -> CaptureBackends.best(CaptureOptions.defaults().backend("xinput")));
        assertEquals("there is no capture backend 'xinput'; present are [sound, simulated]", none.getMessage());
    }

    @Test
    void whatCannotBeUsedIsExplainedWithItsRemedy() throws IOException {
        surveyWith(name(Unusable.class));
        CaptureException none =
                assertThrows(CaptureException.class, () -> CaptureBackends.best(CaptureOptions.defaults()));
        assertTrue(String.valueOf(none.getMessage()).contains("unusable: no devices; plug one in"), none::getMessage);
    }

    @Test
    void aNameWinsOverThePriority() throws Exception {
        surveyWith(name(Sound.class));
        assertEquals(
                "simulated",
                CaptureBackends.best(CaptureOptions.defaults().backend("simulated"))
                        .name());
        assertInstanceOf(Sound.class, CaptureBackends.best(CaptureOptions.defaults()));
    }

    @Test
    void aSurveyTellsTheDevicesOfEveryBackendWhichIsAskedOnce() throws IOException {
        WithADevice.PROBES.set(0);
        List<Backend> all = surveyWith(name(WithADevice.class));
        assertEquals(List.of(WithADevice.DEVICE), all.get(0).devices());
        assertEquals(List.of(), all.get(1).devices());
        assertEquals(1, WithADevice.PROBES.get());
    }

    private List<Backend> surveyWith(String... classes) throws IOException {
        Path file = services.resolve("META-INF/services/" + CaptureProvider.class.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(classes));
        ClassLoader loader =
                new URLClassLoader(new URL[] {services.toUri().toURL()}, CaptureBackendsTest.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        return CaptureBackends.survey();
    }

    private static String name(Class<?> type) {
        return type.getName();
    }

    private static String reason(Backend backend) {
        return Stream.of(backend.availability())
                .filter(Availability.Unavailable.class::isInstance)
                .map(a -> ((Availability.Unavailable) a).reason())
                .findFirst()
                .orElse("");
    }

    public static class Sound implements CaptureProvider {
        @Override
        public String name() {
            return "sound";
        }

        @Override
        public int priority() {
            return 10;
        }

        @Override
        public ProbeResult probe(CaptureOptions options) {
            return ProbeResult.of(Availability.available("a device"));
        }

        @Override
        public InputSource open(CaptureOptions options) throws CaptureException {
            throw new CaptureException("not in this test");
        }
    }

    public static final class Unusable extends Sound {
        @Override
        public String name() {
            return "unusable";
        }

        @Override
        public ProbeResult probe(CaptureOptions options) {
            return ProbeResult.of(Availability.unavailable("no devices", "plug one in"));
        }
    }

    public static final class WithADevice extends Sound {
        static final DeviceReport DEVICE =
                new DeviceReport("/dev/fake0", "fake", "", Set.of(), Optional.empty(), Optional.empty());
        static final AtomicInteger PROBES = new AtomicInteger();

        @Override
        public ProbeResult probe(CaptureOptions options) {
            PROBES.incrementAndGet();
            return new ProbeResult(Availability.available("a device"), List.of(DEVICE));
        }
    }

    public static final class BreaksWhenMade extends Sound {
        public BreaksWhenMade() {
            throw new IllegalStateException("broken on purpose when made");
        }
    }

    public static final class BreaksWhenLoaded extends Sound {
        private static final int NUMBER = Integer.parseInt("no number");

        @Override
        public int priority() {
            return NUMBER;
        }
    }

    public static final class BreaksWhenProbed extends Sound {
        @Override
        public ProbeResult probe(CaptureOptions options) {
            throw new UnsatisfiedLinkError("broken on purpose when probed");
        }
    }

    public static final class BreaksWhenNamed extends Sound {
        @Override
        public String name() {
            throw new IllegalStateException("broken on purpose when named");
        }
    }
}

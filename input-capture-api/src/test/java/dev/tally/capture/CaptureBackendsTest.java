package dev.tally.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureBackends.Backend;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.DeviceReport;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.ProbeResult;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
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
        String message = String.valueOf(none.getMessage());
        assertTrue(message.startsWith("no capture backend can be used\n  only 'simulated' is registered"), message);
        assertTrue(message.contains("add tally-capture-xrecord or tally-capture-evdev"), message);
        assertTrue(message.contains("META-INF/services/dev.tally.capture.spi.CaptureProvider must be merged"), message);
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
    void aNameThatMayBeOfABrokenProviderIsAnsweredWithItsReason() throws IOException {
        surveyWith(name(BreaksWhenMade.class), name(Sound.class));
        CaptureException none = assertThrows(
                CaptureException.class,
                () -> CaptureBackends.best(CaptureOptions.defaults().backend("breaks")));
        assertTrue(String.valueOf(none.getMessage()).contains("broken on purpose when made"), none::getMessage);
    }

    @Test
    void aProviderThatFailsTwiceInTheSameWayIsListedOnce() throws IOException {
        List<Backend> all = surveyWith("no.such.Provider", "no.such.Provider", name(Sound.class));
        assertEquals(3, all.size(), () -> "with the simulated one: " + all);
    }

    @Test
    void aServiceFileOfAnotherJarOnlyIsTold() throws Exception {
        surveyWith();
        try (URLClassLoader packed = loaderWithServiceFile(name(Unusable.class))) {
            Thread.currentThread().setContextClassLoader(packed);
            Class<?> backends = packed.loadClass(CaptureBackends.class.getName());
            Object options = packed.loadClass(CaptureOptions.class.getName())
                    .getMethod("defaults")
                    .invoke(null);
            Exception thrown = assertThrows(
                    Exception.class,
                    () -> backends.getMethod("best", options.getClass()).invoke(null, options));
            String message = String.valueOf(thrown.getCause());
            assertTrue(message.contains("unusable: no devices"), message);
            assertTrue(message.contains("'simulated' of Tally itself is not registered"), message);
            assertTrue(message.contains("files of this name must be merged"), message);
        }
    }

    @Test
    void aContextClassLoaderThatDoesNotKnowTallyIsNotAsked() throws IOException {
        surveyWith();
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        assertEquals(Set.of("simulated"), CaptureBackends.names());
        Thread.currentThread().setContextClassLoader(null);
        assertEquals(Set.of("simulated"), CaptureBackends.names());
    }

    @Test
    void whatCannotBeUsedIsExplainedWithItsRemedy() throws IOException {
        surveyWith(name(Unusable.class));
        CaptureException none =
                assertThrows(CaptureException.class, () -> CaptureBackends.best(CaptureOptions.defaults()));
        assertTrue(String.valueOf(none.getMessage()).contains("unusable: no devices; plug one in"), none::getMessage);
    }

    @Test
    void aBackendThatIsUsedOnlyWhenNamedIsExplainedOnlyThen() throws IOException {
        surveyWith(name(Unusable.class), name(OnlyWhenNamed.class));
        CaptureException none =
                assertThrows(CaptureException.class, () -> CaptureBackends.best(CaptureOptions.defaults()));
        assertFalse(String.valueOf(none.getMessage()).contains("elsewhere"), none::getMessage);
        CaptureException named = assertThrows(
                CaptureException.class,
                () -> CaptureBackends.best(CaptureOptions.defaults().backend("elsewhere")));
        assertTrue(String.valueOf(named.getMessage()).contains("elsewhere: not there; start it"), named::getMessage);
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

    @Test
    void aBackendThatIsPreferredAndWorksIsTheOnlyOneThatIsProbed() throws Exception {
        surveyWith(name(WithADevice.class), name(Preferred.class));
        WithADevice.PROBES.set(0);
        assertInstanceOf(Preferred.class, CaptureBackends.best(CaptureOptions.defaults()));
        assertEquals(
                List.of("preferred"),
                CaptureBackends.candidates(CaptureOptions.defaults()).stream()
                        .map(Backend::name)
                        .toList());
        assertEquals(0, WithADevice.PROBES.get());
    }

    @Test
    void aNamedBackendIsTheOnlyOneThatIsProbed() throws Exception {
        surveyWith(name(WithADevice.class));
        WithADevice.PROBES.set(0);
        CaptureOptions simulated = CaptureOptions.defaults().backend("simulated");
        CaptureBackends.best(simulated);
        assertEquals(1, CaptureBackends.candidates(simulated).size());
        assertEquals(0, WithADevice.PROBES.get());
    }

    @Test
    void backendsAreProbedUntilOneWorks() throws IOException {
        surveyWith(name(Sound.class), name(PreferredButUnusable.class));
        assertEquals(
                List.of("preferred", "sound"),
                CaptureBackends.candidates(CaptureOptions.defaults()).stream()
                        .map(Backend::name)
                        .toList());
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

    /** Returns a loader that has this program's classes and one service file only, as a shaded jar has whose files were not merged. */
    private URLClassLoader loaderWithServiceFile(String provider) throws IOException {
        Path file = services.resolve("META-INF/services/" + CaptureProvider.class.getName());
        Files.writeString(file, provider);
        List<URL> path = new ArrayList<>(List.of(services.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()) {
            @Override
            public Enumeration<URL> findResources(String name) throws IOException {
                List<URL> found = Collections.list(super.findResources(name));
                return Collections.enumeration(
                        name.startsWith("META-INF/services/") ? found.subList(0, Math.min(1, found.size())) : found);
            }
        };
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

    public static final class OnlyWhenNamed extends Sound {
        @Override
        public String name() {
            return "elsewhere";
        }

        @Override
        public int priority() {
            return -1;
        }

        @Override
        public ProbeResult probe(CaptureOptions options) {
            return ProbeResult.of(Availability.unavailable("not there", "start it"));
        }
    }

    public static class Preferred extends Sound {
        @Override
        public String name() {
            return "preferred";
        }

        @Override
        public int priority() {
            return 20;
        }
    }

    public static final class PreferredButUnusable extends Preferred {
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

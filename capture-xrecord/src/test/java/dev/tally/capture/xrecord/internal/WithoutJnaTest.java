package dev.tally.capture.xrecord.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureOptions;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Checks that without JNA only the connection through libxcb fails, with a message that names JNA. */
class WithoutJnaTest {

    /** Probes a display without a server; it is loaded again in a class loader without JNA. */
    public static final class Probe implements UnaryOperator<String> {
        @Override
        public String apply(String connection) {
            Availability found = new XRecordProvider(Map.of(), Duration.ofMillis(400))
                    .probe(CaptureOptions.defaults()
                            .with("xrecord.display", ":987")
                            .with("xrecord.connection", connection))
                    .availability();
            return found instanceof Availability.Unavailable why ? why.reason() + "; " + why.remedy() : "available";
        }
    }

    private static URL[] classPathWithoutJna() throws MalformedURLException {
        List<URL> rest = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("jna")) {
                rest.add(Path.of(entry).toUri().toURL());
            }
        }
        return rest.toArray(URL[]::new);
    }

    @SuppressWarnings("unchecked")
    private static String probe(String connection) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(classPathWithoutJna(), ClassLoader.getPlatformClassLoader())) {
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("com.sun.jna.Native"));
            Class<?> probe = loader.loadClass(Probe.class.getName());
            return ((UnaryOperator<String>) probe.getConstructor().newInstance()).apply(connection);
        }
    }

    @Test
    void libxcbSaysWhatToAdd() throws Exception {
        String why = probe("xcb");
        assertTrue(why.startsWith("the connection through libxcb needs JNA"), why);
        assertTrue(why.contains("add net.java.dev.jna:jna-jpms"), why);
    }

    @Test
    void theSocketDoesNotMissIt() throws Exception {
        assertTrue(probe("socket").startsWith("no X server answers at :987"));
    }

    @Test
    void ofTwoWaysThatFailTheSocketsIsTold() throws Exception {
        assertEquals(probe("socket"), probe("auto"));
    }
}

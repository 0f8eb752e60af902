package dev.tally.mcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reading, writing and repairing in a program whose class path has neither of the compression libraries. */
class MissingLibraryTest {

    private static Class<?> withoutLibraries(URLClassLoader loader, String name) throws ClassNotFoundException {
        return Class.forName("dev.tally.mcap." + name, true, loader);
    }

    private static URLClassLoader loader() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("lz4-java") && !entry.contains("zstd-jni")) {
                urls.add(new File(entry).toURI().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static Throwable thrown(Method method, Object target, Object... arguments) {
        return assertThrows(InvocationTargetException.class, () -> method.invoke(target, arguments))
                .getCause();
    }

    @ParameterizedTest
    @EnumSource(names = {"LZ4", "ZSTD"})
    void writingSaysWhichOneIsMissing(Compression compression) throws Exception {
        try (URLClassLoader loader = loader()) {
            Class<?> compressions = withoutLibraries(loader, "Compression");
            Object builder = withoutLibraries(loader, "McapWriter")
                    .getMethod("to", OutputStream.class)
                    .invoke(null, new ByteArrayOutputStream());
            Object chosen = compressions.getField(compression.name()).get(null);
            builder.getClass().getMethod("compression", compressions).invoke(builder, chosen);
            Throwable e = thrown(builder.getClass().getMethod("open"), builder);
            assertEquals("UnsupportedMcapException", e.getClass().getSimpleName());
            assertTrue(e.getMessage().contains(compression == Compression.LZ4 ? "lz4-java" : "zstd-jni"));
        }
    }

    @Test
    void theSmallestCompressionIsNoneThen() throws Exception {
        try (URLClassLoader loader = loader()) {
            Object smallest = withoutLibraries(loader, "Compression")
                    .getMethod("smallest")
                    .invoke(null);
            assertEquals("NONE", smallest.toString());
        }
        assertEquals(Compression.ZSTD, Compression.smallest());
    }

    @Test
    void filesThatNeedNoneAreRead() throws Exception {
        assertEquals("Header", firstRecords(Recordings.small(Compression.NONE, 3)));
    }

    @Test
    void readingSaysWhichOneIsMissing() throws IOException {
        byte[] file = Recordings.small(Compression.ZSTD, 3);
        Throwable e = assertThrows(InvocationTargetException.class, () -> firstRecords(file))
                .getCause();
        assertTrue(e.getMessage().contains("zstd-jni"), e.getMessage());
    }

    @Test
    void lz4IsReadWithoutItsLibrary() throws Exception {
        assertEquals("Header", firstRecords(Recordings.small(Compression.LZ4, 3)));
    }

    @Test
    void aRepairLeavesAWholeFileThatItCannotReadAsItIs(@TempDir Path directory) throws Exception {
        byte[] whole = Recordings.small(Compression.ZSTD, 40);
        Path file = Files.write(directory.resolve("a.mcap"), whole);
        Object outcome = repair(file);
        assertTrue(outcome.toString().startsWith("RepairOutcome[messages=40, "), outcome.toString());
        assertTrue(outcome.toString().contains("lostBytes=0"), outcome.toString());
        assertArrayEquals(whole, Files.readAllBytes(file));
    }

    @Test
    void aRepairRefusesAFileThatItCannotRead(@TempDir Path directory) throws Exception {
        byte[] cut = Arrays.copyOf(Recordings.small(Compression.ZSTD, 40), 900);
        Path file = Files.write(directory.resolve("a.mcap"), cut);
        Throwable e = assertThrows(InvocationTargetException.class, () -> repair(file))
                .getCause();
        assertEquals("UnsupportedMcapException", e.getClass().getSimpleName());
        assertTrue(e.getMessage().contains("zstd-jni"), e.getMessage());
        assertArrayEquals(cut, Files.readAllBytes(file));
    }

    private static Object repair(Path file) throws Exception {
        try (URLClassLoader loader = loader()) {
            return withoutLibraries(loader, "McapRepair")
                    .getMethod("repair", Path.class)
                    .invoke(null, file);
        }
    }

    /** Reads two records and names the first. */
    private static String firstRecords(byte[] file) throws Exception {
        try (URLClassLoader loader = loader()) {
            Object builder = withoutLibraries(loader, "McapReader")
                    .getMethod("from", InputStream.class)
                    .invoke(null, new ByteArrayInputStream(file));
            Object reader = builder.getClass().getMethod("open").invoke(builder);
            Method next = reader.getClass().getMethod("next");
            Optional<?> first = (Optional<?>) next.invoke(reader);
            next.invoke(reader);
            return first.orElseThrow().getClass().getSimpleName();
        }
    }
}

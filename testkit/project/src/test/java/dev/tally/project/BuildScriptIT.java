package dev.tally.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of {@code bin} see from the server's jar whether it has to be built again, for its dashboard. */
class BuildScriptIT {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    private Path tools;

    @BeforeEach
    void copyScripts() throws IOException {
        for (String file : List.of("bin/lib.sh", "packaging/launch.sh")) {
            Path copy = directory.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(ROOT.resolve(file), copy);
        }
        Files.writeString(directory.resolve("pom.xml"), "  <version>1</version>\n");
        tools = Files.createDirectory(directory.resolve("tools"));
        for (String tool : List.of("dirname", "find", "grep")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
    }

    @Test
    void aServerWithoutDashboardIsBuiltAgainIfNpmIsThere() throws Exception {
        Path target = Files.createDirectories(directory.resolve("examples/summary-server/target"));
        Path jar = target.resolve("tally-summary-server-1.jar");
        assertEquals("stale", state());
        jar(jar, "openapi.yaml");
        assertEquals("current", state());
        for (String tool : List.of("node", "npm")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/bin/true"));
        }
        assertEquals("stale", state());
        jar(jar, "dashboard/index.html");
        assertEquals("current", state());
    }

    private static void jar(Path file, String entry) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(new byte[1000]);
        }
    }

    private String state() throws Exception {
        String script = ". bin/lib.sh; if is_stale examples/summary-server; then echo stale; else echo current; fi";
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-c", script);
        builder.environment().put("PATH", tools.toString());
        Process process =
                builder.directory(directory.toFile()).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), printed);
        return printed.strip();
    }
}

package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people see on a Java that is too old, or that forbids native access: a reason and a remedy, never a crash. */
class JavaVersionsIT {
    private static final String SURVEY = """
            import dev.tally.capture.*;

            public class Survey {
                public static void main(String[] arguments) {
                    CaptureBackends.survey().forEach(System.out::println);
                    CaptureOptions options = CaptureOptions.defaults();
                    try {
                        CaptureBackends.best(options.backend("evdev"));
                    } catch (CaptureException e) {
                        System.out.println("asked by name: " + e.getMessage());
                    }
                    for (CaptureBackends.Backend backend : CaptureBackends.survey()) {
                        if (backend.name().equals("evdev")) {
                            try {
                                backend.provider().get().open(options).close();
                            } catch (CaptureException e) {
                                System.out.println("opened: " + e.getMessage());
                            }
                        }
                    }
                }
            }
            """;

    private Path program = Path.of("");

    @BeforeEach
    void writeProgram() throws IOException {
        program = Files.createTempDirectory("survey-").resolve("Survey.java");
        Files.writeString(program, SURVEY);
    }

    @AfterEach
    void removeProgram() throws IOException {
        Files.delete(program);
        Files.delete(program.getParent());
    }

    @Test
    void onTheClassPathAnOlderJavaReadsWhichJavaIsNeeded() throws Exception {
        String java = olderJava();
        expectTheJavaThatIsNeeded(OtherJava.java(java, List.of("-cp", OtherJava.classPath(), program.toString()))
                .text());
    }

    @Test
    void onTheModulePathAnOlderJavaReadsWhichJavaIsNeeded() throws Exception {
        String java = olderJava();
        expectTheJavaThatIsNeeded(OtherJava.java(
                        java, List.of("-p", modules(), "--add-modules", "dev.tally.capture.evdev", program.toString()))
                .text());
    }

    private static void expectTheJavaThatIsNeeded(String seen) {
        assertEquals(1, seen.split("name=evdev", -1).length - 1, seen);
        assertTrue(seen.contains("reason=needs Java 25, and this is Java "), seen);
        assertTrue(seen.contains("name=simulated"), seen);
        assertTrue(seen.contains("asked by name: capture backend 'evdev' cannot be used"), seen);
        assertTrue(seen.contains("evdev: needs Java 25, and this is Java "), seen);
        assertTrue(seen.contains("opened: evdev needs Java 25, and this is Java "), seen);
    }

    @Test
    void forbiddenNativeAccessNamesTheFlag() throws Exception {
        String seen = OtherJava.java(
                        OtherJava.thisJava(),
                        List.of("--illegal-native-access=deny", "-cp", OtherJava.classPath(), program.toString()))
                .text();
        assertTrue(seen.contains("name=evdev"), seen);
        assertTrue(seen.contains("remedy=start Java with --enable-native-access=ALL-UNNAMED"), seen);
    }

    @Test
    void asAModuleItIsFoundAndItsFlagNamesIt() throws Exception {
        List<String> rest = List.of("-p", modules(), "--add-modules", "dev.tally.capture.evdev", program.toString());
        String denied = OtherJava.java(
                        OtherJava.thisJava(),
                        Stream.concat(Stream.of("--illegal-native-access=deny"), rest.stream())
                                .toList())
                .text();
        assertTrue(denied.contains("--enable-native-access=dev.tally.capture.evdev"), denied);
        String allowed = OtherJava.java(
                        OtherJava.thisJava(),
                        Stream.concat(
                                        Stream.of(
                                                "--illegal-native-access=deny",
                                                "--enable-native-access=dev.tally.capture.evdev"),
                                        rest.stream())
                                .toList())
                .text();
        assertTrue(allowed.contains("name=evdev"), allowed);
        assertTrue(!allowed.contains("--enable-native-access"), allowed);
    }

    private static String modules() {
        return Stream.of(OtherJava.classPath().split(":"))
                .filter(entry -> entry.matches(".*(capture-evdev|input-capture-api|slf4j-api).*")
                        && !entry.endsWith("test-classes"))
                .collect(Collectors.joining(":"));
    }

    private static String olderJava() throws IOException {
        Path all = Path.of("/usr/lib/jvm");
        Pattern old = Pattern.compile("java-(1\\.)?(17|21)-.*");
        Optional<String> java = Optional.empty();
        if (Files.isDirectory(all)) {
            try (Stream<Path> homes = Files.list(all)) {
                java = homes.filter(home ->
                                old.matcher(home.getFileName().toString()).matches())
                        .map(home -> home.resolve("bin/java"))
                        .filter(Files::isExecutable)
                        .map(Path::toString)
                        .findFirst();
            }
        }
        if (java.isEmpty()) {
            System.out.println("SKIPPED JavaVersionsIT: there is no JDK 17 or 21 in /usr/lib/jvm");
        }
        Assumptions.assumeTrue(java.isPresent(), "no JDK 17 or 21 in /usr/lib/jvm");
        return java.orElseThrow();
    }
}

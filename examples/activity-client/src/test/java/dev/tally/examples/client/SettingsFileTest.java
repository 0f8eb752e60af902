package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings file has the syntax of systemd's EnvironmentFile=, and what is wrong with it is told with file and line. */
class SettingsFileTest {
    @TempDir
    private Path directory;

    private SettingsFile file(String text) throws IOException {
        return SettingsFile.read(Files.writeString(directory.resolve("settings"), text));
    }

    /** In both columns ~ is a line break, and the bar a space that must not be trimmed by the table. */
    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '^', textBlock = """
                    A=plain                    > plain
                    A =  inner  spaces  # kept > inner  spaces  # kept
                    A=one \\~two               > one two
                    A=a\\b\\\\c\\ d            > ab\\c d
                    A=it's "here"              > it's "here"
                    A='single $x \\n "q"'      > single $x \\n "q"
                    A='two~lines'              > two~lines
                    A="two~lines"              > two~lines
                    A="a \\" \\\\ \\$ \\` \\n" > a " \\ $ ` \\n
                    A="joined \\~line"         > joined line
                    A="a"'b'c                  > abc
                    A=" kept "                 > | kept |
                    A=                         > ||
                    A=""                       > ||
                    # A=1~; A=2~~  A=3~        > 3
                    # comment \\~A=4           > 4
                    A=5\\                      > 5
                    A=x=y                      > x=y
                    A=ü€😀                     > ü€😀
                    """)
    void valuesAreReadAsSystemdReadsThem(String text, String value) throws IOException {
        String expected = value.replace('~', '\n').replace("|", "");
        assertEquals(Optional.of(expected), file(text.replace('~', '\n')).get("A"));
    }

    @Test
    void linesOfWindowsAreLines() throws IOException {
        SettingsFile file = file("A=1\r\nB='2'\r\n");
        assertEquals(
                Map.of("A", new SettingsFile.Setting("1", 1), "B", new SettingsFile.Setting("2", 2)), file.settings());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '^', textBlock = """
                    A=1~~API_KEY: hidden      > line 3: there is no = after `API_KEY`; write NAME=VALUE
                    A=1~B=\\~2~ =3            > line 4: there is no name before the =
                    A=1~B='~2                 > line 2: the value begins with a quote that is never closed
                    A=1~B="2\\                > line 2: the value begins with a quote that is never closed
                    A='~'~B=1~A=2             > line 4: `A` was already set in line 1; keep one of the two
                    """)
    void aWrongLineIsToldWithItsNumberAndWithoutItsValue(String text, String words) {
        String message = assertThrows(UsageException.class, () -> file(text.replace('~', '\n')))
                .getMessage();
        assertTrue(message.contains("settings, " + words), message);
        assertFalse(message.contains("hidden"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "FLUSH_INTERVALL_SEC, is it FLUSH_INTERVAL_SEC?",
        "flush_interval_sec, is it FLUSH_INTERVAL_SEC?",
        "FISH, `activity-client run --help` lists the names in [BRACKETS]"
    })
    void aMistypedNameIsToldWithTheOneThatMayBeMeant(String name, String words) throws IOException {
        SettingsFile file = file("API_URL=x\n" + name + "=5\n");
        Set<String> known = Set.of("API_URL", "FLUSH_INTERVAL_SEC");
        String message = assertThrows(UsageException.class, () -> file.requireKnown(known))
                .getMessage();
        assertTrue(message.endsWith("settings, line 2: there is no setting `" + name + "`; " + words), message);
    }

    @Test
    void helpIsGivenAlsoIfTheFileIsWrong() throws IOException {
        String file = Files.writeString(directory.resolve("wrong"), "FISH=1\n").toString();
        assertEquals(0, ActivityClient.run("run", "--config", file, "--help"));
        assertEquals(0, ActivityClient.run("--version"));
        assertEquals(2, ActivityClient.run("run", "--config", file, "--sink", "none"));
    }

    @Test
    void aHostileFileIsRefusedInOneShortPrintableLine() throws IOException {
        byte[] zeros = new byte[60_000];
        byte[] noise = new byte[60_000];
        new Random(1).nextBytes(noise);
        byte[] escapes = "\u001b[2J\u001b]0;x\u0007\u202e\u200b".repeat(2000).getBytes(StandardCharsets.UTF_8);
        byte[] longName = ("N".repeat(60_000) + "=1").getBytes(StandardCharsets.UTF_8);
        byte[] longLine = "x".repeat(60_000).getBytes(StandardCharsets.UTF_8);
        byte[] mark = "\ufeffAPI_URL=x".getBytes(StandardCharsets.UTF_8);
        byte[] tooMuch = "# comment\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        for (byte[] content : new byte[][] {zeros, noise, escapes, longName, longLine, mark, tooMuch}) {
            Path file = Files.write(directory.resolve("hostile"), content);
            assertRefused(file);
        }
        assertRefused(Path.of("/dev/zero"));
        assertRefused(directory);
    }

    private static void assertRefused(Path path) {
        String message = assertThrows(
                        UsageException.class, () -> SettingsFile.read(path).requireKnown(Set.of("API_URL")))
                .getMessage();
        assertTrue(message.contains(path.toString()), message);
        assertTrue(message.length() < path.toString().length() + 200, message);
        assertTrue(message.chars().allMatch(c -> c >= ' ' && c < 127), message);
    }
}

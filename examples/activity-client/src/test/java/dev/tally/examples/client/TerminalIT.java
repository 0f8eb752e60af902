package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client shows on a real terminal; {@code -Dtally.full=true} tries more of those that cannot show it. */
@Timeout(120)
class TerminalIT {
    private static final String RUN = "$CLIENT run --backend simulated --sink none ";
    private static final String BUSY = RUN + "--capture simulated.rate=300 ";
    private static final Pattern COUNTED = Pattern.compile("today [1-9][0-9]* keys");
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_S = "\u0013";
    /** Draws that begin at the left edge and are not wrapped, and what takes the place of the last one. */
    private static final Pattern REWRITTEN = Pattern.compile(
            "(\r\u001b\\[K\u001b\\[\\?7ltoday [0-9a-z, ]+ active\u001b\\[\\?7h)+(\\^C|\r\u001b\\[K.*)?");

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final String ANOTHER_SCREEN = "\u001b[?1049h";
    private static final String FIRST_SCREEN = "\u001b[?25h\u001b[?1049l";
    private static final boolean FULL = Boolean.getBoolean("tally.full");

    @TempDir
    private Path directory;

    private Pty pty(String command) throws IOException {
        return Pty.of(directory, Map.of(), command);
    }

    private static void await(Pty pty, Pattern what) {
        Eventually.isTrue(what + " is shown", () -> what.matcher(pty.shown()).find());
    }

    @Test
    void runRewritesOneLineAndTheLogIsWhole() throws Exception {
        try (Pty pty = pty(BUSY)) {
            await(pty, COUNTED);
            pty.type(CTRL_C);
            assertEquals(0, pty.await());
            List<String> lines = List.of(pty.shown().split("\r\n"));
            assertTrue(lines.stream().anyMatch(line -> line.startsWith("live: simulated")), pty::shown);
            for (String line : lines) {
                assertTrue(!line.contains("today") || REWRITTEN.matcher(line).matches(), pty::shown);
            }
        }
    }

    /** Commands whose output is no terminal that can rewrite a line, or whose user does not want that. */
    static List<String> plainCommands() {
        List<String> all = List.of(BUSY + "--show", BUSY + "2>&1 | cat", BUSY + "--quiet", "TERM=dumb " + BUSY);
        return FULL ? all : all.subList(0, 1);
    }

    @ParameterizedTest
    @MethodSource("plainCommands")
    void elsewhereItShowsNoLine(String command) throws Exception {
        try (Pty pty = pty(command)) {
            await(pty, Pattern.compile("live: "));
            Eventually.isTrue("it can be asked", () -> Files.exists(directory.resolve("tally")));
            pty.type(CTRL_C);
            pty.await();
            assertFalse(pty.shown().contains("today"), pty::shown);
        }
    }

    @Test
    void whileNothingIsTypedTheLineWakesNoThread() throws Exception {
        try (Pty pty = pty("echo $$ > pid; exec " + RUN + "--capture simulated.script='keys 9; sleep 3600'")) {
            await(pty, Pattern.compile("today 9 keys"));
            long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
            Eventually.isTrue("the sampler is idle", () -> isQuiet(pid));
            String shown = pty.shown();
            long before = wakeUps(pid);
            TimeUnit.SECONDS.sleep(3); // what is tested is that nothing happens meanwhile
            assertEquals(before, wakeUps(pid));
            assertEquals(shown, pty.shown());
        }
    }

    @Test
    void aTerminalThatTakesNothingHoldsUpNeitherTheSpoolNorTheEnd() throws Exception {
        try (Pty pty = pty("echo $$ > pid; exec $CLIENT run --backend simulated --capture simulated.rate=300"
                + " --api-url http://127.0.0.1:1/frames --spool spool")) {
            await(pty, COUNTED);
            pty.type(CTRL_S);
            Path spool = directory.resolve("spool/open.spool");
            for (int i = 0; i < 3; i++) {
                FileTime before = Files.getLastModifiedTime(spool);
                Eventually.isTrue("it is saved once more", () -> isNewer(spool, before));
            }
            ProcessHandle client = ProcessHandle.of(Long.parseLong(
                            Files.readString(directory.resolve("pid")).strip()))
                    .orElseThrow();
            client.destroy();
            client.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    private static boolean isNewer(Path file, FileTime before) {
        try {
            return Files.getLastModifiedTime(file).compareTo(before) > 0;
        } catch (NoSuchFileException e) {
            return false; // it is being replaced
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isQuiet(long pid) {
        try {
            long before = wakeUps(pid);
            TimeUnit.MILLISECONDS.sleep(1500);
            return before == wakeUps(pid);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How often the threads of the client, and not those of the JVM, were woken. */
    private static long wakeUps(long pid) throws IOException {
        long sum = 0;
        try (var threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).startsWith("tally-")) {
                    sum += Files.readAllLines(thread.resolve("status")).stream()
                            .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                            .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                            .sum();
                }
            }
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", CTRL_C})
    void topShowsTheCountsFollowsTheSizeAndLeavesTheTerminalAsItWas(String end) throws Exception {
        boolean isColourful = end.equals("q");
        String top = "trap : INT; stty -g > before; " + (isColourful ? "" : "NO_COLOR=1 ")
                + "$CLIENT top; echo $? > status; stty -g > after";
        try (Pty client = pty("exec " + BUSY)) {
            await(client, COUNTED);
            try (Pty pty = pty(top)) {
                await(pty, Pattern.compile("keys +[1-9][0-9]* +[1-9][0-9]* +[1-9][0-9]* +[▁▂▃▄▅▆▇█]"));
                assertTrue(pty.shown().contains(ANOTHER_SCREEN), pty::shown);
                resize(100, 6);
                Eventually.isTrue("it fills the new size", () -> isOfSize(lastFrame(pty.shown()), 99, 6));
                pty.type(end);
                pty.await();
                assertEquals(
                        Files.readString(directory.resolve("before")), Files.readString(directory.resolve("after")));
                assertTrue(pty.shown().contains(FIRST_SCREEN), pty::shown);
                assertEquals(isColourful, COLOUR.matcher(pty.shown()).find(), pty::shown);
                assertEquals(
                        end.equals("q") ? "0" : "130",
                        Files.readString(directory.resolve("status")).strip());
            }
        }
    }

    @Test
    void topSaysThatTheClientDoesNotAnswerAndGoesOnWhenItDoes() throws Exception {
        try (Pty client = pty("echo $$ > pid; exec " + BUSY)) {
            await(client, COUNTED);
            String pid = Files.readString(directory.resolve("pid")).strip();
            try (Pty pty = pty("$CLIENT top")) {
                await(pty, Pattern.compile("keys +[1-9]"));
                signal("-STOP", pid);
                await(pty, Pattern.compile("has not answered for 3 s; if it was stopped with Ctrl-Z.*; q quits"));
                signal("-CONT", pid);
                Eventually.isTrue(
                        "the counts are shown again",
                        () -> lastFrame(pty.shown()).contains("keys "));
                signal("-STOP", pid);
                pty.type("q");
                assertEquals(0, pty.await(), pty::shown);
            } finally {
                signal("-CONT", pid);
            }
        }
    }

    private static void signal(String signal, String pid) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", signal, pid).start().waitFor());
    }

    private static String lastFrame(String shown) {
        int end = shown.lastIndexOf("\u001b[J");
        return end < 0 ? "" : shown.substring(shown.lastIndexOf("\u001b[H", end) + 3, end);
    }

    private static boolean isOfSize(String frame, int columns, int rows) {
        List<String> lines =
                List.of(frame.replaceAll("\u001b\\[[0-9;]*[mK]", "").split("\r\n"));
        return lines.size() == rows && lines.stream().anyMatch(line -> line.length() == columns);
    }

    private void resize(int columns, int rows) throws IOException, InterruptedException {
        String terminal = Files.readString(directory.resolve("tty")).strip();
        Process stty = new ProcessBuilder("stty", "-F", terminal, "cols", "" + columns, "rows", "" + rows).start();
        assertEquals(0, stty.waitFor());
    }

    static List<String> topsWithoutATerminal() {
        List<String> all = List.of("$CLIENT top | cat", "TERM=dumb $CLIENT top", "$CLIENT top < /dev/null");
        return FULL ? all : all.subList(0, 1);
    }

    @ParameterizedTest
    @MethodSource("topsWithoutATerminal")
    void topWithoutATerminalSaysSo(String command) throws Exception {
        try (Pty pty = pty(command)) {
            pty.await();
            assertTrue(pty.shown().contains("top needs a terminal"), pty::shown);
            assertFalse(pty.shown().contains("\u001b"), pty::shown);
        }
    }

    @Test
    void topWithoutAClientSaysSo() throws Exception {
        try (Pty pty = pty("$CLIENT top")) {
            assertEquals(1, pty.await());
            assertTrue(pty.shown().contains("no client is running"), pty::shown);
        }
    }
}

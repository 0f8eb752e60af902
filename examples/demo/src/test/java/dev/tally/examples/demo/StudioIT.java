package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The layout of the documentation in the application that it is for. Needs Chromium and 200 MB of npm packages. */
@EnabledIfSystemProperty(named = "tally.full", matches = "true", disabledReason = "only with -Dtally.full=true")
@Timeout(180)
class StudioIT {
    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
    private static final Path LAYOUT = HOME.resolve("docs/foxglove-layout.json");
    private static final Pattern SERVING = Pattern.compile("Foxglove server at (ws://\\S+)/ ");
    private static final Pattern KEYS = Pattern.compile("^keys (\\d+)");

    /** Something on every topic, again and again, for four minutes: nothing stays idle. */
    private static final String HANDS =
            ("keys 10; move 20 4 3; click left 1; click middle 1; click right 2; click other 1;"
                            + " wheel 2; move 10 -7 2; wheel -1; gap; sleep 0.3;")
                    .repeat(300);

    @TempDir
    private Path directory;

    @BeforeAll
    static void install() throws Exception {
        Studio.install();
    }

    private Child client(Consumer<String> output) throws IOException {
        List<String> arguments = List.of(
                "run",
                "--show",
                "--backend=simulated",
                "--capture=simulated.script=" + HANDS,
                "--sink=websocket,mcap,sqlite",
                "--ws-host=127.0.0.1",
                "--ws-port=0",
                "--mcap-dir=" + directory,
                "--database=" + directory.resolve("activity.db"));
        Map<String, String> environment = Map.of("FLUSH_INTERVAL_SEC", "2", "TALLY_NO_BUILD", "1");
        return new Child(HOME.resolve("bin/activity-client"), arguments, environment, SERVING, output);
    }

    @Test
    void everyPanelShowsWhatIsServed() throws Exception {
        try (Child client = client(line -> {})) {
            String url = client.ready().group(1);

            JsonNode seen = Studio.open(LAYOUT, "--live", url, "--screenshot", "target/studio-live.png");

            assertAllIsWell(seen, url);
        }
    }

    @Test
    void everyPanelShowsWhatWasRecorded() throws Exception {
        Path recording = record(100);

        JsonNode seen =
                Studio.open(LAYOUT, "--recording", recording.toString(), "--screenshot", "target/studio-recording.png");

        assertAllIsWell(seen, recording.getFileName().toString());
    }

    /** Records until that many keys have been pressed. */
    private Path record(int keys) throws IOException, InterruptedException {
        CountDownLatch enough = new CountDownLatch(1);
        try (Child client = client(line -> {
            Matcher shown = KEYS.matcher(line);
            if (shown.find() && Integer.parseInt(shown.group(1)) >= keys) {
                enough.countDown();
            }
        })) {
            client.ready();
            assertTrue(enough.await(60, TimeUnit.SECONDS), client::errors);
            assertEquals(0, client.stop(), client::errors);
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".mcap"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The check of the panels fails if a panel is wrong. */
    @Test
    void aPanelWithoutItsTopicIsNoticed() throws Exception {
        String misspelt = Files.readString(LAYOUT).replaceAll("\"(/[a-z]+/)", "\"$1no_");
        Path layout = Files.writeString(directory.resolve("misspelt.json"), misspelt);
        try (Child client = client(line -> {})) {
            JsonNode seen = Studio.open(layout, "--live", client.ready().group(1), "--seconds", "10");

            Set<String> noticed = new TreeSet<>();
            seen.get("wrong").forEach(fault -> noticed.add(fault.textValue().split(": ")[0]));
            Set<String> panels = new TreeSet<>();
            new ObjectMapper().readTree(misspelt).get("configById").fieldNames().forEachRemaining(panels::add);
            assertEquals(panels, noticed);
        }
    }

    private static void assertAllIsWell(JsonNode seen, String source) {
        assertEquals("[]", seen.get("wrong").toString(), seen::toPrettyString);
        assertEquals("[]", seen.get("errors").toString(), "what the browser's console has");
        assertTrue(seen.get("healthy").booleanValue(), "Studio has problems with the source");
        assertTrue(seen.get("source").textValue().contains(source), seen.get("source")::textValue);
    }
}

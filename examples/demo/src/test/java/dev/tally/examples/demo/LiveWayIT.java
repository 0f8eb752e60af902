package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureException;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.x11.RootWindowListener;
import dev.tally.testkit.x11.XvfbServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fifty viewers look on, and one of them takes nothing: the others, the recording and the counts have all the same. */
@Timeout(120)
class LiveWayIT {
    private static final String TOPIC = "/mouse/scroll";
    private static final int VIEWERS = 49; // and one that stalls
    private static final int NOTCHES = 40_000; // more than the system's buffers hold for the one that stalls
    private static final int AT_ONCE = 20;
    private static final int AHEAD = 80; // two reports each; an X server forgets what is beyond 280 unread ones
    private static final Pattern LISTENING = Pattern.compile("ws://127\\.0\\.0\\.1:\\d+");

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Viewer> viewers = new ArrayList<>();

    @TempDir
    private Path directory;

    private Desk desk;
    private RootWindowListener desktop;
    private StalledViewer stalled;

    @BeforeEach
    void start() throws Exception {
        desk = Desk.in(directory);
        XvfbServer display = desk.display();
        desktop = RootWindowListener.start(display.display(), display.authorityFile()); // reports come one by one
    }

    @AfterEach
    void stop() throws Exception {
        http.shutdownNow();
        if (stalled != null) {
            stalled.close();
        }
        desktop.close();
        desk.close();
    }

    @Test
    void aViewerThatStallsTakesNothingFromTheOthersTheRecordingOrTheCounts() throws Exception {
        Telemetry telemetry = new Telemetry(directory.resolve("recordings"));
        String[] options = telemetry.clientArguments().toArray(String[]::new);
        try (Child client = desk.client(desk.summary().frames(), options)) {
            desk.hands().wheel(1); // the last value, for whom subscribes after it
            URI topics = liveTopics(client);
            join(topics);
            awaitSeen(1);
            stalled = new StalledViewer(topics, viewers.get(0).channel());
            turnTheWheel();
            awaitSeen(1 + NOTCHES);
            assertTrue(client.errors().contains("is too slow"), client::errors);
            desk.stop(client);
        }
        assertEquals(1 + NOTCHES, telemetry.recorded().get(TOPIC));
        assertEquals(1 + NOTCHES, desk.report().at("/totals/scrollDetents").asLong());
        assertFalse(
                desk.report().path("live_ledger").findValues("viewer too slow").isEmpty(), desk.report()::toString);
    }

    private static URI liveTopics(Child client) {
        Matcher address = LISTENING.matcher(client.errors());
        assertTrue(address.find());
        return URI.create(address.group());
    }

    private void join(URI topics) {
        while (viewers.size() < VIEWERS) {
            viewers.add(new Viewer(http, topics, TOPIC));
        }
    }

    private void turnTheWheel() throws CaptureException, InterruptedException {
        for (int i = 0; i < NOTCHES; i += AT_ONCE) {
            for (int k = 0; k < AT_ONCE; k++) {
                desk.hands().wheel(i % 1000 < 500 ? 1 : -1);
            }
            desk.hands().sync();
            int enough = i - AHEAD;
            Eventually.isTrue(
                    "every viewer has seen enough messages",
                    () -> viewers.stream().allMatch(viewer -> viewer.seen() >= enough));
        }
    }

    private void awaitSeen(int messages) throws InterruptedException {
        Eventually.isTrue(
                "every viewer has seen all messages",
                () -> viewers.stream().allMatch(viewer -> viewer.seen() >= messages));
        viewers.forEach(viewer -> assertEquals(messages, viewer.seen()));
    }
}

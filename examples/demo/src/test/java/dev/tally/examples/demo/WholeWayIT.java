package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.x11.RootWindowListener;
import dev.tally.testkit.x11.XTestClient;
import dev.tally.testkit.x11.XvfbServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From the hands to the summary, with the apps as a user starts them: what arrives is exactly what was done. */
@Timeout(120)
class WholeWayIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1); // retries back off

    @TempDir
    private Path directory;

    private Child server;
    private Summary summary;
    private XvfbServer display;
    private XTestClient hands;
    private RootWindowListener otherClient;

    @BeforeEach
    void start() throws Exception {
        server = Apps.server(directory.resolve("activity.db"));
        summary = new Summary(server.ready().group(1));
        display = XvfbServer.start();
        hands = XTestClient.connect(display.display());
    }

    @AfterEach
    void stop() throws Exception {
        if (otherClient != null) {
            otherClient.close();
        }
        hands.close();
        display.close();
        server.close();
    }

    @RepeatedTest(10)
    void theSummaryIsWhatWasInjectedAlsoWhenTheClientIsToldToStopHalfASecondBeforeTheEnd(RepetitionInfo round)
            throws Exception {
        if (round.getCurrentRepetition() % 2 == 0) {
            // Reports then come one by one, as on a desktop; else the server sends them in batches.
            otherClient = RootWindowListener.start(display.display(), display.authorityFile());
        }
        try (Child client = client()) {
            client.ready();
            new Injection(hands, round.getCurrentRepetition()).run(3, 0.5, client::terminate);
            assertEquals(0, client.awaitEnd(), client::errors);
        }
        assertEquals(Injection.DONE, summary.totals());
        assertEquals(
                Injection.NOTCHES, report().path("totals").path("scrollDetents").asLong());
    }

    @Test
    void aHeldKeyIsOnePress() throws Exception {
        try (Child client = client()) {
            client.ready();
            int key = hands.letterKeys().get(0);
            hands.keyDown(key);
            hands.sync();
            TimeUnit.MILLISECONDS.sleep(1500); // what is tested is the time that a key is held
            hands.keyUp(key);
            hands.sync();
            assertEquals(0, client.stop(), client::errors);
        }
        assertEquals(1, summary.totals().get("kp"));
        assertTrue(report().path("totals").path("keyRepeats").asLong() > 5, report()::toString);
    }

    @Test
    void theClientOutlivesTwoDeathsOfTheXServer() throws Exception {
        try (Child client = client()) {
            client.ready();
            for (int life = 1; life <= 3; life++) {
                press(10);
                if (life < 3) {
                    // What the server still holds when it is killed is lost with it.
                    long expected = 10L * life;
                    Eventually.isTrue(
                            "the presses of this life are served", PATIENCE, () -> pressesServed() == expected);
                    restartDisplay(client, life + 1);
                }
            }
            assertEquals(0, client.stop(), client::errors);
        }
        assertEquals(30, pressesServed());
        assertTrue(report().path("totals").path("gaps").asLong() >= 2);
    }

    private void restartDisplay(Child client, int lives) throws Exception {
        int number = display.number();
        hands.close();
        display.kill();
        display.close();
        display = XvfbServer.startOn(number);
        hands = XTestClient.connect(display.display());
        Eventually.isTrue(
                "the client is live again",
                PATIENCE,
                () -> client.errors()
                                .lines()
                                .filter(line -> line.startsWith("live: "))
                                .count()
                        == lives);
    }

    @ParameterizedTest
    @EnumSource(FaultyProxy.Fault.class)
    void whateverTheServerDoesNothingIsLostAndNothingCountsTwice(FaultyProxy.Fault fault) throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(summary.frames(), fault);
                Child client = Apps.clientOf(display.display(), proxy.framesUrl(), directory.resolve("report"))) {
            client.ready();
            // What only a person can mend is retried slowly, and once more at the end.
            boolean slow = fault == FaultyProxy.Fault.ANSWERS_401;
            press(25);
            Eventually.isTrue("the client has met the fault", PATIENCE, () -> proxy.faults() >= (slow ? 1 : 2));
            press(25);
            proxy.mend();
            if (!slow) {
                Eventually.isTrue("all presses are served", PATIENCE, () -> pressesServed() == 50);
            }
            assertEquals(0, client.stop(), client::errors);
            assertTrue(client.errors().contains("retry in"), client::errors);
            assertFalse(client.errors().contains(Apps.KEY), client::errors);
        }
        assertEquals(50, pressesServed());
        assertFalse(server.errors().contains(Apps.KEY), server::errors);
    }

    private Child client() throws IOException {
        return Apps.clientOf(display.display(), summary.frames(), directory.resolve("report"));
    }

    private void press(int times) throws Exception {
        int key = hands.letterKeys().get(0);
        for (int i = 0; i < times; i++) {
            hands.key(key);
        }
        hands.sync();
    }

    private long pressesServed() {
        try {
            return summary.totals().get("kp");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode report() throws IOException {
        return new ObjectMapper().readTree(Files.readString(directory.resolve("report")));
    }
}

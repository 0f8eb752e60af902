package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.x11.XTestClient;
import dev.tally.testkit.x11.XvfbServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client had counted when it was killed is delivered by the next one, once. */
@Timeout(120)
class KilledClientIT {
    private static final int PRESSES = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private Child server;
    private Summary summary;
    private XvfbServer display;
    private XTestClient hands;

    @BeforeEach
    void start() throws Exception {
        server = Apps.server(directory.resolve("activity.db"));
        summary = new Summary(server.ready().group(1));
        display = XvfbServer.start();
        hands = XTestClient.connect(display.display());
    }

    @AfterEach
    void stop() throws Exception {
        hands.close();
        display.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultyProxy.Fault.class,
            names = {"ANSWERS_500", "LOSES_THE_ANSWER"})
    void theNextClientDeliversWhatTheKilledOneHadCounted(FaultyProxy.Fault fault) throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(summary.frames(), fault)) {
            try (Child client = client(proxy)) {
                client.ready();
                press();
                TimeUnit.MILLISECONDS.sleep(1500); // what is tested is the promise that a second later nothing is lost
                client.kill();
            }
            proxy.mend();
            try (Child client = client(proxy)) {
                client.ready();
                Eventually.isTrue("the presses are served", PATIENCE, () -> pressesServed() == PRESSES);
                assertEquals(0, client.stop(), client::errors);
            }
        }
        assertEquals(PRESSES, pressesServed());
    }

    private Child client(FaultyProxy proxy) throws IOException {
        return Apps.spoolingClientOf(display.display(), proxy.framesUrl(), directory.resolve("spool"));
    }

    private void press() throws Exception {
        int key = hands.letterKeys().get(0);
        for (int i = 0; i < PRESSES; i++) {
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
}

package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import dev.tally.testkit.fixtures.TcpFaultProxy;
import dev.tally.testkit.x11.RootWindowListener;
import java.nio.file.Path;
import java.util.Optional;
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
    private static final int X_SERVERS = Boolean.getBoolean("tally.full") ? 101 : 6;
    private static final int PRESSES = 40;

    @TempDir
    private Path directory;

    private Desk desk;

    @BeforeEach
    void open() throws Exception {
        desk = Desk.in(directory);
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    private Child client(String... options) throws Exception {
        return desk.client(desk.summary().frames(), options);
    }

    @RepeatedTest(10)
    void theSummaryIsWhatWasInjectedAlsoWhenTheClientIsToldToStopHalfASecondBeforeTheEnd(RepetitionInfo round)
            throws Exception {
        // With another client reports come one by one, as on a desktop; else the server sends them in batches.
        Optional<RootWindowListener> other = round.getCurrentRepetition() % 2 == 0
                ? Optional.of(RootWindowListener.start(
                        desk.display().display(), desk.display().authorityFile()))
                : Optional.empty();
        Totals expected = Totals.NONE;
        Totals served = Totals.NONE;
        boolean stalled = true; // so that there was no input for longer than the client waits for the last of it
        for (int attempt = 1; attempt <= 3 && stalled; attempt++) {
            expected = served.plus(Injection.DONE);
            stalled = injectUntilTold(round.getCurrentRepetition());
            served = desk.summary().totals();
            stalled &= !served.equals(expected);
        }
        other.ifPresent(RootWindowListener::close);
        assertEquals(expected, served);
        assertEquals(
                Injection.NOTCHES,
                desk.report().path("totals").path("scrollDetents").asLong());
    }

    /** Returns whether the machine has stalled after the client was told to stop. */
    private boolean injectUntilTold(long seed) throws Exception {
        try (Child client = client()) {
            long longestGap = new Injection(desk.hands(), seed).run(3, 0.5, client::terminate);
            desk.stop(client);
            return longestGap > TimeUnit.MILLISECONDS.toNanos(200);
        }
    }

    @Test
    void aHeldKeyIsOnePress() throws Exception {
        try (Child client = client()) {
            int key = desk.hands().letterKeys().get(0);
            desk.hands().keyDown(key);
            desk.hands().sync();
            TimeUnit.MILLISECONDS.sleep(1500); // what is tested is the time that a key is held
            desk.hands().keyUp(key);
            desk.hands().sync();
            desk.awaitServed(1); // the first request of a client may take longer than the time for a close
            desk.stop(client);
        }
        assertEquals(1, desk.pressesServed());
        assertTrue(desk.report().path("totals").path("keyRepeats").asLong() > 5, desk.report()::toString);
    }

    @Test
    @Timeout(1200) // in the full mode
    void theClientOutlivesEveryDeathOfTheXServer() throws Exception {
        try (Child client = client()) {
            for (int life = 1; life <= X_SERVERS; life++) {
                desk.press(10);
                int presses = 10 * life;
                // What an X server has not handed over when it is killed is lost with it.
                Eventually.isTrue("the presses of this life are counted", () -> desk.pressesCounted() == presses);
                if (life < X_SERVERS) {
                    desk.restartDisplay();
                    Desk.awaitLive(client, life + 1);
                }
            }
            desk.awaitServed(10 * X_SERVERS);
            desk.stop(client);
        }
        assertEquals(10 * X_SERVERS, desk.pressesServed());
        assertTrue(desk.report().path("totals").path("gaps").asLong() >= X_SERVERS - 1, desk.report()::toString);
    }

    @ParameterizedTest
    @EnumSource(FaultyProxy.Fault.class)
    void whateverTheServerAnswersNothingIsLostAndNothingCountsTwice(FaultyProxy.Fault fault) throws Exception {
        // What only a person can mend is retried slowly, and once more at the end.
        boolean slow = fault == FaultyProxy.Fault.ANSWERS_401;
        try (FaultyProxy proxy = new FaultyProxy(desk.summary().frames(), fault);
                Child client = desk.client(proxy.framesUrl())) {
            desk.press(25);
            Eventually.isTrue("the client has met the fault", Desk.PATIENCE, () -> proxy.faults() >= (slow ? 1 : 2));
            desk.press(25);
            proxy.mend();
            if (!slow) {
                desk.awaitServed(50);
            }
            desk.stop(client);
            assertTrue(client.errors().contains("retry in"), client::errors);
            assertFalse(client.errors().contains(Apps.KEY), client::errors);
        }
        assertEquals(50, desk.pressesServed());
        assertFalse(desk.server().errors().contains(Apps.KEY), desk.server()::errors);
    }

    @ParameterizedTest
    @EnumSource(value = TcpFaultProxy.Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "PASS")
    void whateverTheNetworkDoesNothingIsLostAndNothingCountsTwice(TcpFaultProxy.Fault fault) throws Exception {
        try (TcpFaultProxy proxy = TcpFaultProxy.to(desk.serverPort())) {
            proxy.always(fault);
            try (Child client = desk.client("http://127.0.0.1:" + proxy.port() + "/frames")) {
                desk.press(25);
                Eventually.isTrue("the client has met the fault", Desk.PATIENCE, () -> proxy.faults() >= 1);
                desk.press(25);
                proxy.always(TcpFaultProxy.Fault.PASS);
                desk.awaitServed(50);
                desk.stop(client);
                boolean noticed = fault != TcpFaultProxy.Fault.DELAY;
                assertEquals(noticed, client.errors().contains("retry in"), client::errors);
            }
        }
        assertEquals(50, desk.pressesServed());
    }

    @Test
    void whatIsLeftAtTheEndIsSaidAndDeliveredByTheNextClient() throws Exception {
        try (TcpFaultProxy proxy = TcpFaultProxy.to(desk.serverPort())) {
            proxy.always(TcpFaultProxy.Fault.LOSE_ANSWER); // the server has counted them already
            String url = "http://127.0.0.1:" + proxy.port() + "/frames";
            try (Child client = desk.client(url, "--spool=" + desk.spool())) {
                desk.press(PRESSES);
                Eventually.isTrue("the answer was lost", Desk.PATIENCE, () -> proxy.faults() >= 1);
                desk.stop(client);
                String last = client.errors().lines().reduce("", (before, line) -> line);
                assertEquals(
                        "activity-client: http " + url + ": " + PRESSES + " key presses and 0 clicks kept in "
                                + desk.spool() + ", delivered at the next start",
                        last);
            }
            proxy.always(TcpFaultProxy.Fault.PASS);
            try (Child client = desk.client(url, "--spool=" + desk.spool())) {
                desk.stop(client);
                assertFalse(client.errors().contains("kept in"), client::errors);
            }
        }
        assertEquals(PRESSES, desk.pressesServed());
    }

    @Test
    void twoClientsNeverShareASpool() throws Exception {
        String spool = "--spool=" + desk.spool();
        try (Child first = client(spool);
                Child second = client(spool, "--report=" + directory.resolve("second"))) {
            desk.press(PRESSES);
            desk.awaitServed(2 * PRESSES); // each counts, and each delivers its own
            assertTrue(
                    second.errors()
                            .contains("the spool " + desk.spool() + " cannot be used: it is in use by process "
                                    + first.pid()),
                    second::errors);
            assertFalse(first.errors().contains("cannot be used"), first::errors);
            desk.stop(first);
            desk.stop(second);
        }
        try (Child third = client(spool)) {
            assertFalse(third.errors().contains("cannot be used"), third::errors);
            desk.stop(third);
        }
        assertEquals(2 * PRESSES, desk.pressesServed());
    }
}

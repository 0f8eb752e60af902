package dev.tally.capture.xrecord.internal;

import static dev.tally.capture.xrecord.internal.FakeXServer.event;
import static dev.tally.capture.xrecord.internal.FakeXServer.join;
import static dev.tally.capture.xrecord.internal.FakeXServer.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.InputSource;
import dev.tally.testkit.CountingHandler;
import dev.tally.testkit.fixtures.Eventually;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks what a recording does when the server is faulty. */
@Timeout(60)
class XRecordSourceTest {
    private static final int KEY_PRESS = 2;
    private static final int GET_INPUT_FOCUS = 43_000;

    private final CountingHandler counts = new CountingHandler();
    private FakeXServer server;

    @BeforeEach
    void listen() throws Exception {
        server = new FakeXServer();
    }

    @AfterEach
    void hangUp() throws Exception {
        server.close();
    }

    private InputSource open(String connection) throws CaptureException {
        return new XRecordProvider(Map.of(), Duration.ofSeconds(20))
                .open(CaptureOptions.defaults()
                        .with("xrecord.display", server.display())
                        .with("xrecord.connection", connection));
    }

    private FutureTask<Void> run(InputSource source) {
        FutureTask<Void> run = new FutureTask<>(() -> {
            source.run(counts);
            return null;
        });
        Thread thread = new Thread(run, "capture under test");
        thread.setDaemon(true);
        thread.start();
        return run;
    }

    private String failure(String connection) throws Exception {
        try (InputSource source = open(connection)) {
            FutureTask<Void> run = run(source);
            ExecutionException e = assertThrows(ExecutionException.class, () -> run.get(20, TimeUnit.SECONDS));
            assertTrue(e.getCause() instanceof CaptureException, () -> "not a CaptureException: " + e.getCause());
            return String.valueOf(e.getCause().getMessage());
        }
    }

    private static void assertContains(String part, String whole) {
        assertTrue(whole.contains(part), () -> "'" + part + "' is not in: " + whole);
    }

    @Test // libxcb throws away what came together with the end
    void reportsBeforeTheDeathOfTheServerCount() throws Exception {
        server.recording = join(reply(4), reply(0, event(KEY_PRESS, 38), event(KEY_PRESS, 39)));
        server.closesAfterRecording = true;
        assertContains("closed the connection", failure("socket"));
        assertEquals(2, counts.keyPresses());
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void theLossOfTheControllingConnectionEndsTheSource(String connection) throws Exception {
        try (InputSource source = open(connection)) {
            FutureTask<Void> run = run(source);
            counts.awaitLive();
            server.hangUpFirst();
            Eventually.isTrue("the source ends", () -> {
                source.flush();
                return run.isDone();
            });
            ExecutionException e = assertThrows(ExecutionException.class, run::get);
            assertTrue(e.getCause() instanceof CaptureException, () -> "not a CaptureException: " + e.getCause());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aReplyCutShortIsTheDeathOfTheServer(String connection) throws Exception {
        byte[] events = reply(0, event(KEY_PRESS, 38), event(KEY_PRESS, 39));
        server.recording = join(reply(4), Arrays.copyOf(events, 50));
        server.closesAfterRecording = true;
        assertContains("closed the connection", failure(connection));
        assertEquals(0, counts.keyPresses());
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aReplyThatAnnouncesTooMuchIsRefusedAtOnce(String connection) throws Exception {
        byte[] huge = reply(0);
        ByteBuffer.wrap(huge).order(ByteOrder.nativeOrder()).putInt(4, connection.equals("xcb") ? 50_000 : 0x7fff_ffff);
        server.recording = join(reply(4), huge, connection.equals("xcb") ? new byte[200_000] : new byte[0]);
        assertContains("does not speak X11", failure(connection));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void eventsOfAWrongLengthAreAnError(String connection) throws Exception {
        byte[] odd = Arrays.copyOf(reply(0, event(KEY_PRESS, 38)), 60);
        ByteBuffer.wrap(odd).order(ByteOrder.nativeOrder()).putInt(4, 7);
        server.recording = join(reply(4), odd);
        assertContains("28 bytes of events", failure(connection));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void anUnknownCategoryIsAnError(String connection) throws Exception {
        server.recording = join(reply(4), reply(9));
        assertContains("category 9", failure(connection));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void anErrorInsteadOfARecordingIsTold(String connection) throws Exception {
        byte[] error = new byte[32];
        error[1] = 1;
        server.recording = error;
        assertContains("error 1 (Request)", failure(connection));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aRecordingThatTheServerEndsByItselfIsAFailure(String connection) throws Exception {
        server.recording = join(reply(4), reply(5));
        assertContains("ended the recording by itself", failure(connection));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void unaskedEventsAreSkipped(String connection) throws Exception {
        byte[] mappingNotify = new byte[32];
        mappingNotify[0] = 34;
        server.recording = join(mappingNotify, reply(4), mappingNotify, reply(0, event(KEY_PRESS, 38)), mappingNotify);
        try (InputSource source = open(connection)) {
            FutureTask<Void> run = run(source);
            counts.await(() -> counts.keyPresses() == 1);
            source.stop();
            run.get(10, TimeUnit.SECONDS);
        }
        assertEquals(1, counts.keyPresses());
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aServerThatDoesNotEndTheRecordingIsLeftAfterHalfASecond(String connection) throws Exception {
        try (InputSource source = open(connection)) {
            FutureTask<Void> run = run(source);
            counts.awaitLive();
            source.stop();
            run.get(10, TimeUnit.SECONDS);
            assertEquals(1, counts.gaps());
            awaitThatItWasAskedToEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aServerThatNeverStartsTheRecordingIsLeftToo(String connection) throws Exception {
        server.recording = new byte[0];
        try (InputSource source = open(connection)) {
            FutureTask<Void> run = run(source);
            while (!server.requests().contains(FakeXServer.RECORD_OPCODE * 1000 + 5)) {
                TimeUnit.MILLISECONDS.sleep(2);
            }
            source.stop();
            run.get(10, TimeUnit.SECONDS);
            assertEquals(0, counts.keyboards());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aServerThatDoesNotAnswerMakesSyncFailAfterASecond(String connection) throws Exception {
        try (InputSource source = open(connection)) {
            FutureTask<Void> run = run(source);
            counts.awaitLive();
            server.answers = false;
            CaptureException e = assertThrows(CaptureException.class, source::sync);
            assertContains("did not answer within 1.0 s", String.valueOf(e.getMessage()));
            source.stop();
            run.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aServerThatSwallowsTheMarkMakesSyncFailAfterASecond(String connection) throws Exception {
        try (InputSource source = open(connection)) {
            FutureTask<Void> run = run(source);
            counts.awaitLive();
            CaptureException e = assertThrows(CaptureException.class, source::sync);
            assertContains("did not come through within 1.0 s", String.valueOf(e.getMessage()));
            source.stop();
            run.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aServerThatSendsEachReportAtOnceIsNotAskedForThem(String connection) throws Exception {
        int reports = DeliveryWatch.ENOUGH_SINGLES + 1; // the last one may still be in the decoder
        byte[][] packets = new byte[1 + reports][];
        Arrays.fill(packets, reply(0, event(KEY_PRESS, 38)));
        packets[0] = reply(4);
        server.recording = join(packets);
        assertEquals(0, questionsAfterOneFlush(connection, reports));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void aServerThatKeepsReportsIsAskedForThem(String connection) throws Exception {
        byte[][] events = new byte[DeliveryWatch.ENOUGH_SINGLES][];
        Arrays.fill(events, event(KEY_PRESS, 38));
        server.recording = join(reply(4), reply(0, events));
        assertEquals(1, questionsAfterOneFlush(connection, DeliveryWatch.ENOUGH_SINGLES));
    }

    /** The requests are read by the server's thread, which may come later than the end. */
    private void awaitThatItWasAskedToEnd() {
        Eventually.isTrue(
                "was asked to end it", () -> server.requests().contains(FakeXServer.RECORD_OPCODE * 1000 + 6));
    }

    /** Returns how many GetInputFocus requests the server got before the one that ends the recording. */
    private long questionsAfterOneFlush(String connection, long reports) throws Exception {
        try (InputSource source = open(connection)) {
            FutureTask<Void> run = run(source);
            counts.await(() -> counts.keyPresses() + counts.keyRepeats() == reports);
            source.flush();
            source.stop();
            run.get(10, TimeUnit.SECONDS);
        }
        awaitThatItWasAskedToEnd();
        return server.requests().stream()
                .filter(request -> request == GET_INPUT_FOCUS)
                .count();
    }
}

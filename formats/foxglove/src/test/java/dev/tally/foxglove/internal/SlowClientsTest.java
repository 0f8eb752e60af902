package dev.tally.foxglove.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.foxglove.ClientStatistics;
import dev.tally.foxglove.StatusLevel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client that is slow loses messages or its connection; the others lose nothing. */
class SlowClientsTest extends OneClient {
    @Test
    void oneSendIsInFlight() throws Exception {
        subscribe(0, 1);
        wire.stall();
        publish(1, "a");
        wire.next();
        publish(2, "b");
        publish(3, "c");

        assertEquals(1, wire.unanswered.size());
        wire.assertNothingMore();
        wire.proceed();
        assertEquals("b", wire.next().payload());
        assertEquals("c", wire.next().payload());
    }

    @Test
    void aFullQueueDropsTheOldestAndCountsIt() throws Exception {
        subscribe(0, 1);
        wire.stall();
        publish(0, "in flight");
        wire.next();
        for (int i = 1; i <= 10; i++) {
            publish(i, "m" + i);
        }

        ClientStatistics now = hub.statistics().clients().get(0);
        assertEquals(6, now.droppedMessages());
        assertEquals(6 * (13 + 2), now.droppedBytes());
        assertEquals(4, now.queuedMessages());
        wire.proceed();
        for (int i = 7; i <= 10; i++) {
            assertEquals("m" + i, wire.next().payload());
        }
    }

    @Test
    void bytesAreBoundedTooAndAMessageThatCanNeverFitIsDropped() throws Exception {
        subscribe(0, 1);
        wire.stall();
        publish(0, "in flight");
        wire.next();
        publish(1, "x".repeat(500));
        publish(2, "y".repeat(500));
        publish(3, "z".repeat(5000));

        ClientStatistics now = hub.statistics().clients().get(0);
        assertEquals(2, now.droppedMessages());
        assertEquals(1, now.queuedMessages());
        assertEquals(513, now.queuedBytes());
        wire.proceed();
        assertEquals("y".repeat(500), wire.next().payload());
    }

    @Test
    void aMessageThatCanNeverFitIsNotTheClientsFault() throws Exception {
        subscribe(0, 1);
        String log = logOf(() -> {
            publish(1, "z".repeat(5000));
            publish(2, "may leave before the sender writes the log");
            wire.next();
            publish(3, "leaves after that");
            return wire.next();
        });

        assertTrue(log.contains("a message of 5013 bytes on /t is sent to no client"), log);
        assertTrue(log.contains("1000 bytes"), log);
        assertFalse(log.contains("too slow"), log);
    }

    @Test
    void whatAClientMissedIsSaidWhenItLeaves() throws Exception {
        subscribe(0, 1);
        publish(1, "z".repeat(5000));
        assertTrue(logOf(Executors.callable(() -> hub.leave(client)))
                .contains("disconnected (1 messages, 5013 bytes dropped); 0 left"));
        ClientSession another = hub.join(new FakeTransport()).orElseThrow();
        assertTrue(logOf(Executors.callable(() -> hub.leave(another))).contains("disconnected; 0 left"));
    }

    /** What is logged while something is done. */
    private String logOf(Callable<?> action) throws Exception {
        PrintStream usual = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            action.call();
        } finally {
            System.setErr(usual);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aStalledClientCostsTheOthersNothing() throws Exception {
        FakeTransport quick = new FakeTransport();
        ClientSession other = hub.join(quick).orElseThrow();
        quick.next();
        quick.next();
        other.onText("{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":0,\"channelId\":1}]}");
        subscribe(0, 1);
        wire.stall();
        for (int i = 0; i < 1000; i++) {
            publish(i, "m");
            assertEquals(i, quick.next().logTime());
        }

        assertEquals(0, hub.statistics().clients().get(1).droppedMessages());
        assertTrue(hub.statistics().clients().get(0).droppedMessages() > 900);
    }

    @Test
    void aFullControlQueueEndsTheSessionWithAnErrorStatus() throws Exception {
        wire.stall();
        hub.status(StatusLevel.INFO, "in flight", null);
        wire.next();
        for (int i = 0; i < 9; i++) {
            client.onText("nonsense");
        }
        wire.proceed();

        assertStatus(StatusLevel.ERROR.ordinal(), "disconnecting");
        assertEquals(1008, wire.closedWith.poll(20, TimeUnit.SECONDS));
        wire.assertNothingMore();
    }

    @Test
    void aClientThatTakesNothingForTheStallTimeoutIsCutOff() throws Exception {
        wire.stall();
        hub.status(StatusLevel.INFO, "in flight", null);
        FakeTransport.Timer timer = wire.timers.poll(20, TimeUnit.SECONDS);

        assertEquals(STALL, timer.delay());
        timer.action().run();
        assertEquals(1, wire.aborts.get());
    }

    @Test
    void aClientThatTakesSomethingInTimeIsNotCutOff() throws Exception {
        wire.stall();
        hub.status(StatusLevel.INFO, "in flight", null);
        wire.next();
        FakeTransport.Timer timer = wire.timers.poll(20, TimeUnit.SECONDS);
        wire.timers.add(timer);
        wire.proceed();

        assertTrue(wire.timers.isEmpty());
    }

    @Test
    void closingSendsWhatWaitsThenSaysGoodbye() throws Exception {
        subscribe(0, 1);
        wire.stall();
        publish(1, "a");
        wire.next();
        publish(2, "b");
        client.close(ClientSession.GOING_AWAY, "bye");
        publish(3, "too late");
        assertTrue(wire.closedWith.isEmpty());
        wire.proceed();

        assertEquals("b", wire.next().payload());
        assertEquals(1001, wire.closedWith.poll(20, TimeUnit.SECONDS));
        wire.assertNothingMore();
    }

    @Test
    void whatAClientDroppedStaysInTheTotalsWhenItIsGone() throws Exception {
        subscribe(0, 1);
        publish(0, "sent");
        wire.next();
        wire.stall();
        publish(0, "in flight");
        wire.next();
        for (int i = 0; i < 10; i++) {
            publish(i, "m");
        }
        hub.leave(client);
        hub.leave(client);

        assertEquals(6, hub.statistics().droppedMessages());
        assertEquals(1, hub.statistics().sentMessages());
        assertEquals(12, hub.statistics().published());
        assertTrue(hub.statistics().clients().isEmpty());
        assertFalse(feed.hasSubscribers());
    }
}

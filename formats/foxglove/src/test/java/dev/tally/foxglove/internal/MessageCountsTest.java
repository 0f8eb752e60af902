package dev.tally.foxglove.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.tally.foxglove.ClientStatistics;
import dev.tally.foxglove.ServerStatistics;
import dev.tally.foxglove.StatusLevel;
import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Every message that was meant for a client is sent, dropped, discarded, queued or in flight, and only one of these. */
class MessageCountsTest extends OneClient {
    private void oneInFlightTwoQueued() throws Exception {
        stallWithThree();
        assertCounts(3, 0, 0, 0, 3);
    }

    private void stallWithThree() throws Exception {
        subscribe(0, 1);
        wire.stall();
        publish(0, "in flight");
        wire.next();
        publish(1, "queued");
        publish(2, "queued");
    }

    private void assertCounts(long offered, long sent, long dropped, long discarded, long pending) {
        ServerStatistics now = hub.statistics();
        assertEquals(offered, now.offeredMessages(), now::toString);
        assertEquals(sent, now.sentMessages(), now::toString);
        assertEquals(dropped, now.droppedMessages(), now::toString);
        assertEquals(discarded, now.discardedMessages(), now::toString);
        assertEquals(
                pending,
                now.clients().stream().mapToLong(MessageCountsTest::pending).sum(),
                now::toString);
        assertEquals(offered, sent + dropped + discarded + pending);
    }

    private static long pending(ClientStatistics client) {
        return client.queuedMessages() + client.inFlightMessages();
    }

    @Test
    void whatIsSentOrDroppedIsNoLongerPending() throws Exception {
        oneInFlightTwoQueued();
        for (int i = 3; i <= 6; i++) {
            publish(i, "more than the queue holds");
        }
        assertCounts(7, 0, 2, 0, 5);
        wire.proceed();
        for (int i = 3; i <= 6; i++) {
            assertEquals(i, wire.next().logTime());
        }
        Eventually.isTrue("all is sent", () -> hub.statistics().sentMessages() == 5);
        assertCounts(7, 5, 2, 0, 0);
    }

    @Test
    void whatWaitsWhenAClientUnsubscribesIsDiscarded() throws Exception {
        oneInFlightTwoQueued();
        client.onText("{\"op\":\"unsubscribe\",\"subscriptionIds\":[0]}");
        assertCounts(3, 0, 0, 2, 1);
        wire.proceed();
        assertCounts(3, 1, 0, 2, 0);
    }

    @Test
    void whatWaitsWhenAChannelIsRemovedIsDiscarded() throws Exception {
        oneInFlightTwoQueued();
        hub.remove(feed);
        assertCounts(3, 0, 0, 2, 1);
    }

    @Test
    void whatWaitsOrIsInFlightWhenAClientLeavesIsDiscarded() throws Exception {
        oneInFlightTwoQueued();
        hub.leave(client);
        assertCounts(3, 0, 0, 3, 0);
        wire.proceed(); // too late to count
        publish(3, "for nobody");
        assertCounts(3, 0, 0, 3, 0);
    }

    @Test
    void whatASendThatFailsHadTakenIsDiscarded() throws Exception {
        oneInFlightTwoQueued();
        Transport.Completion completion = wire.unanswered.poll();
        assertNotNull(completion);
        completion.failed(new IOException("broken pipe"));
        assertCounts(3, 0, 0, 3, 0);
        hub.leave(client);
        assertCounts(3, 0, 0, 3, 0);
    }

    @Test
    void whatWaitsWhenTheControlQueueIsFullIsDiscarded() throws Exception {
        oneInFlightTwoQueued();
        for (int i = 0; i < 9; i++) {
            client.onText("nonsense");
        }
        assertCounts(3, 0, 0, 2, 1);
    }

    @Test
    void aMessageCountsOnceForEachClient() throws Exception {
        ClientSession other = hub.join(new FakeTransport()).orElseThrow();
        other.onText("{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":5,\"channelId\":1}]}");
        stallWithThree();
        Eventually.isTrue("the quick client has all", () -> hub.statistics().sentMessages() == 3);
        hub.leave(other);
        assertCounts(6, 3, 0, 0, 3);
    }

    @Test
    void aTurnThatFailsEndsTheSessionAndNoOther() throws Exception {
        FakeTransport sound = new FakeTransport();
        hub.join(sound).orElseThrow();
        sound.next();
        sound.next();
        subscribe(0, 1);
        wire.failWith(new OutOfMemoryError("for a test"));
        publish(0, "too large for the heap");
        Eventually.isTrue("the connection is cut", () -> wire.aborts.get() == 1);
        assertCounts(1, 0, 0, 1, 0);
        publish(1, "not meant for it any more");
        assertCounts(1, 0, 0, 1, 0);
        hub.status(StatusLevel.INFO, "still served", null);
        assertEquals("still served", sound.nextJson().get("message").textValue());
    }
}

package dev.tally.foxglove.internal;

import dev.tally.foxglove.ClientStatistics;

/** The messages of several clients: counts that only grow. */
record MessageTotals(long offered, long sent, long dropped, long droppedBytes, long discarded) {
    static final MessageTotals NONE = new MessageTotals(0, 0, 0, 0, 0);

    MessageTotals plus(ClientStatistics client) {
        return new MessageTotals(
                offered + client.offeredMessages(),
                sent + client.sentMessages(),
                dropped + client.droppedMessages(),
                droppedBytes + client.droppedBytes(),
                discarded + client.discardedMessages());
    }
}

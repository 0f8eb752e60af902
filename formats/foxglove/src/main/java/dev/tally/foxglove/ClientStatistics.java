package dev.tally.foxglove;

/**
 * How one client is doing.
 *
 * @param client its number, from 1, in the order of connecting
 * @param address where it connects from
 * @param subprotocol what was agreed in the handshake
 * @param subscriptions channels that it listens to
 * @param sentMessages messages of channels handed to its connection
 * @param droppedMessages messages of channels that it was too slow for, or that were larger than its queue
 * @param droppedBytes their size, framing included
 * @param queuedMessages messages of channels that wait for it
 * @param queuedBytes their size, framing included
 */
public record ClientStatistics(
        long client,
        String address,
        String subprotocol,
        int subscriptions,
        long sentMessages,
        long droppedMessages,
        long droppedBytes,
        int queuedMessages,
        long queuedBytes) {}

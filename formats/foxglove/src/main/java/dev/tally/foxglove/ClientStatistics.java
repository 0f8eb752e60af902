package dev.tally.foxglove;

/**
 * The counts of one client. At every moment {@code offered = sent + dropped + discarded + queued + inFlight}, in
 * messages of channels.
 *
 * @param client the number of the client, from 1, in the order of connecting
 * @param address the address and port that it connects from
 * @param subprotocol the subprotocol agreed in the handshake
 * @param subscriptions the number of channels that it is subscribed to
 * @param offeredMessages messages of channels that were meant for it, since it had subscribed
 * @param sentMessages messages of channels handed to its connection
 * @param droppedMessages messages of channels dropped because its queue was full, or too small for one of them
 * @param droppedBytes the bytes of the dropped messages, framing included
 * @param discardedMessages messages of channels that still waited when it unsubscribed, or its connection ended
 * @param queuedMessages messages of channels in its queue
 * @param queuedBytes the bytes of the queued messages, framing included
 * @param inFlightMessages messages of channels that its connection is taking
 */
public record ClientStatistics(
        long client,
        String address,
        String subprotocol,
        int subscriptions,
        long offeredMessages,
        long sentMessages,
        long droppedMessages,
        long droppedBytes,
        long discardedMessages,
        int queuedMessages,
        long queuedBytes,
        int inFlightMessages) {}

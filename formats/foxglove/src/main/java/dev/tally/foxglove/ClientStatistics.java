package dev.tally.foxglove;

/**
 * The counts of one client.
 *
 * @param client the number of the client, from 1, in the order of connecting
 * @param address the address and port that it connects from
 * @param subprotocol the subprotocol agreed in the handshake
 * @param subscriptions the number of channels that it is subscribed to
 * @param sentMessages messages of channels handed to its connection
 * @param droppedMessages messages of channels dropped because its queue was full, or too small for one of them
 * @param droppedBytes the bytes of the dropped messages, framing included
 * @param queuedMessages messages of channels in its queue
 * @param queuedBytes the bytes of the queued messages, framing included
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

package dev.tally.foxglove;

import java.util.List;

/**
 * The counts of a server since its start. They only grow; the totals include clients that have left.
 *
 * @param accepted handshakes that became sessions
 * @param refused handshakes refused for their token, origin, subprotocol or key, or because there were too many clients
 * @param published messages given to the server, with or without subscribers
 * @param offeredMessages messages that were meant for clients, once for each that had subscribed
 * @param sentMessages messages handed to connections, once for each client
 * @param droppedMessages messages dropped because a client's queue was full or too small for them, once for each client
 * @param droppedBytes the bytes of the dropped messages, framing included
 * @param discardedMessages messages that still waited when a client unsubscribed or its connection ended, once for each
 *     client
 * @param clients the counts of each client that is connected now
 */
public record ServerStatistics(
        long accepted,
        long refused,
        long published,
        long offeredMessages,
        long sentMessages,
        long droppedMessages,
        long droppedBytes,
        long discardedMessages,
        List<ClientStatistics> clients) {

    /** Copies the list of clients. */
    public ServerStatistics {
        clients = List.copyOf(clients);
    }
}

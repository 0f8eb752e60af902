package dev.tally.foxglove;

import java.util.List;

/**
 * What a server has done since it started. Counters only grow; those of clients that have left are in the totals.
 *
 * @param accepted handshakes that ended in a session
 * @param refused handshakes that were refused: token, origin, subprotocol, or too many clients
 * @param published messages given to the server, whether anyone listened or not
 * @param sentMessages messages handed to connections, once for each client
 * @param droppedMessages messages that a client was too slow for, or that were larger than its queue, once for each client
 * @param droppedBytes their size, framing included
 * @param clients who is connected now
 */
public record ServerStatistics(
        long accepted,
        long refused,
        long published,
        long sentMessages,
        long droppedMessages,
        long droppedBytes,
        List<ClientStatistics> clients) {

    public ServerStatistics {
        clients = List.copyOf(clients);
    }
}

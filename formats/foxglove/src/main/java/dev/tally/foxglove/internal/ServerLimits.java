package dev.tally.foxglove.internal;

import java.time.Duration;

/**
 * The limits of one server.
 *
 * @param clients how many at once
 * @param clientsPerAddress how many of them from one IPv4 address, or from one IPv6 network of 64 bits
 * @param dataMessages messages of channels that may wait for one client
 * @param dataBytes their size
 * @param controlMessages other messages that may wait for one client
 * @param controlBytes their size
 * @param inboundBytes the size of one message from a client
 * @param stall how long one send may take before the client is given up
 */
public record ServerLimits(
        int clients,
        int clientsPerAddress,
        int dataMessages,
        long dataBytes,
        int controlMessages,
        long controlBytes,
        int inboundBytes,
        Duration stall) {

    /** @throws IllegalArgumentException naming the first that is not positive */
    public ServerLimits {
        positive("maxClients", clients);
        positive("maxClientsPerAddress", clientsPerAddress);
        positive("data queue messages", dataMessages);
        positive("data queue bytes", dataBytes);
        positive("control queue messages", controlMessages);
        positive("control queue bytes", controlBytes);
        positive("maxInboundBytes", inboundBytes);
        positive("stall timeout", stall.toNanos());
    }

    /** Whether a message fits into an empty queue. */
    boolean canEverCarry(Message message) {
        return message.size() <= dataBytes;
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be positive");
        }
    }
}

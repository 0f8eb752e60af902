package dev.tally.foxglove.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The address that a client connects from.
 *
 * @param text address and port, for logs
 * @param network what limits per address count as one address: an IPv4 address, or the first 64 bits of an IPv6
 *     address, since a provider gives each customer all of those addresses
 */
record ClientAddress(String text, String network) {
    static final ClientAddress UNKNOWN = new ClientAddress("?", "?");

    static ClientAddress of(@Nullable SocketAddress remote) {
        if (remote instanceof InetSocketAddress inet && inet.getAddress() != null) {
            InetAddress address = inet.getAddress();
            return new ClientAddress(address.getHostAddress() + ":" + inet.getPort(), network(address));
        }
        return UNKNOWN;
    }

    private static String network(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, 8)
                : address.getHostAddress();
    }
}

package dev.tally.examples.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Finds the address of the client that sent a request, as far as headers can be trusted.
 *
 * <p>This is the other end of the connection. If that is a trusted proxy, it is the last address in {@code
 * X-Forwarded-For} that is not a trusted proxy: the client may have made up the addresses before it.
 */
final class ClientAddress {
    private final List<Network> trusted;

    ClientAddress(List<Network> trusted) {
        this.trusted = trusted;
    }

    /** Returns the address of a client as one word; of IPv6 the first 64 bits, because one client may use all addresses below them. */
    String of(Request request) {
        InetAddress client = address(request);
        return client == null ? "unknown" : word(client);
    }

    /** Returns the address of a client, or null if it has no internet address. */
    @Nullable
    InetAddress address(Request request) {
        if (!(request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote)
                || remote.getAddress() == null) {
            return null;
        }
        InetAddress client = remote.getAddress();
        return isTrusted(client) ? forwarded(request, client) : client;
    }

    private InetAddress forwarded(Request request, InetAddress proxy) {
        InetAddress client = proxy;
        List<String> hops = request.getHeaders().getCSV("X-Forwarded-For", false);
        for (int i = hops.size() - 1; i >= 0 && isTrusted(client); i--) {
            try {
                client = InetAddress.ofLiteral(withoutPort(hops.get(i).strip()));
            } catch (IllegalArgumentException e) {
                return client;
            }
        }
        return client;
    }

    /** Says whether this is a proxy whose {@code X-Forwarded-For} is trusted. */
    boolean isTrusted(InetAddress address) {
        for (Network network : trusted) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static String withoutPort(String hop) {
        if (hop.startsWith("[") && hop.contains("]")) {
            return hop.substring(1, hop.indexOf(']'));
        }
        boolean hasPort = hop.indexOf(':') >= 0 && hop.indexOf(':') == hop.lastIndexOf(':');
        return hasPort ? hop.substring(0, hop.indexOf(':')) : hop;
    }

    /** Returns an address as one word; of IPv6 the first 64 bits. */
    static String word(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }
}

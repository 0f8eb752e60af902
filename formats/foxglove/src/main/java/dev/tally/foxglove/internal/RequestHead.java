package dev.tally.foxglove.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the head of an HTTP request before Jetty sees it: Jetty logs some malformed ones, such as those with two Host
 * headers, line by line, and anybody could fill the log with them.
 */
final class RequestHead {
    static final int MAX_BYTES = 8 * 1024;

    private static final Pattern REQUEST_LINE =
            Pattern.compile("([A-Z]{1,20}) (?:(?i:https?)://([^/?#]*))?([/*]?[\\x21-\\x7e]*) HTTP/1\\.[01]");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9._~-]*|(\\[[0-9A-Fa-f:.]{2,45}]))(?::[0-9]{0,5})?");

    /**
     * A request that is refused.
     *
     * @param status the status line without the protocol's version
     * @param why what is wrong, for the client
     */
    record Refusal(String status, String why) {
        ByteBuffer answer() {
            boolean isUpgrade = status.startsWith("426");
            String text = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain;charset=utf-8\r\n"
                    + (isUpgrade ? "Upgrade: websocket\r\n" : "") + "Connection: close\r\nContent-Length: "
                    + (why.length() + 1) + "\r\n\r\n" + why + "\n";
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    static final Refusal TOO_LARGE =
            new Refusal("431 Request Header Fields Too Large", "the request has more than " + MAX_BYTES + " bytes");
    static final Refusal NOT_HTTP =
            new Refusal("400 Bad Request", "this is no HTTP request; for TLS see the server's settings");
    static final String WHAT_THIS_IS =
            "This is a Foxglove WebSocket server: open its ws:// address in Foxglove or Lichtblick.";

    private RequestHead() {}

    /** Returns the index after the empty line that ends the head, or -1 if no such line is at or after {@code from}. */
    static int end(byte[] bytes, int from, int to) {
        for (int i = Math.max(from, 3); i < to; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    /** Returns what is wrong with a head that ends with an empty line; empty if Jetty may have it. */
    static Optional<Refusal> check(String head) {
        String[] lines = head.split("\r\n");
        Matcher request = REQUEST_LINE.matcher(lines[0]);
        if (!request.matches()) {
            return malformed("the request line is malformed");
        }
        if (!request.group(1).equals("GET")) {
            return Optional.of(new Refusal("426 Upgrade Required", WHAT_THIS_IS));
        }
        if (request.group(2) != null && !isHost(request.group(2))
                || request.group(3).startsWith("*")) {
            return malformed("the address is malformed");
        }
        return checkHeaders(lines);
    }

    private static Optional<Refusal> checkHeaders(String[] lines) {
        int hosts = 0;
        for (int i = 1; i < lines.length; i++) {
            if (!HEADER.matcher(lines[i]).matches()) {
                return malformed("header " + i + " is malformed");
            }
            if (lines[i].toLowerCase(Locale.ROOT).startsWith("host:")) {
                hosts++;
                if (!isHost(lines[i].substring(5).strip())) {
                    return malformed("the Host header is malformed");
                }
            }
        }
        return hosts == 1 ? Optional.empty() : malformed("there are " + hosts + " Host headers; there must be one");
    }

    private static boolean isHost(String text) {
        Matcher host = HOST.matcher(text);
        return host.matches() && (host.group(1) == null || isIpv6(host.group(1)));
    }

    private static boolean isIpv6(String literal) {
        try {
            InetAddress.getByName(literal); // in brackets: parsed, never looked up
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Optional<Refusal> malformed(String why) {
        return Optional.of(new Refusal("400 Bad Request", why));
    }
}

package dev.tally.foxglove.internal;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The origin of a web page, in the form in which browsers send it: {@code https://app.foxglove.dev}. */
public final class Origin {
    private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)");
    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9a-f:.]+]|[^:@\\[\\]\\s*]+)(?::([0-9]{1,5}))?");

    /** What IDNA 2008 keeps and IDNA 2003 replaces or removes: sharp s, final sigma, the two joiners. */
    private static final Pattern DEVIATING = Pattern.compile("[\u00DF\u03C2\u200C\u200D]");

    /** What browsers take for an IPv4 address: its last part is a number, also in base 8 or 16. */
    private static final Pattern NUMERIC = Pattern.compile("(?:^|\\.)(?:[0-9]+|0x[0-9a-f]*)\\.?$");

    private static final Pattern QUAD = Pattern.compile("(?:" + BYTE + "\\.){3}" + BYTE);
    private static final int IPV6_BYTES = 16;

    private Origin() {}

    /**
     * Brings an origin that a person wrote into the form that browsers send: lower case, no default port, no slash at
     * the end.
     *
     * @throws IllegalArgumentException saying what to write instead, if no browser sends such an origin
     */
    public static String normalized(String written) {
        String text = written.strip();
        if (text.equals("null")) { // sent by pages from files and in sandboxes
            return text;
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw bad(
                    written, text.equals("*") ? "leave origins out to let all web pages in" : "write https://" + text);
        }
        String scheme = form.group(1).toLowerCase(Locale.ROOT);
        if (scheme.startsWith("ws")) {
            throw bad(written, "an origin is the address of the web page, which begins with https:// or http://");
        }
        if (!form.group(3).isEmpty() && !form.group(3).equals("/")) {
            throw bad(written, "an origin has no path: write " + scheme + "://" + form.group(2));
        }
        return scheme + "://" + (form.group(2).isEmpty() ? "" : authority(written, scheme, form.group(2)));
    }

    private static String authority(String written, String scheme, String text) {
        Matcher authority = AUTHORITY.matcher(text.toLowerCase(Locale.ROOT));
        if (!authority.matches()) {
            throw bad(written, "name one host, without user name or wildcard");
        }
        String host = authority.group(1).startsWith("[")
                ? ipv6(written, authority.group(1))
                : name(written, authority.group(1));
        String port = authority.group(2);
        boolean isDefault = port == null
                || scheme.equals("https") && Integer.parseInt(port) == 443
                || scheme.equals("http") && Integer.parseInt(port) == 80;
        return host + (isDefault ? "" : ":" + Integer.parseInt(port));
    }

    private static String name(String written, String host) {
        if (DEVIATING.matcher(host).find()) { // java.net.IDN would make the name of another site of it
            throw bad(written, "write the host name as browsers show it in an address, beginning with xn--");
        }
        String ascii;
        try {
            ascii = IDN.toASCII(host);
        } catch (IllegalArgumentException e) {
            throw bad(written, "the host name is malformed");
        }
        if (NUMERIC.matcher(ascii).find() && !QUAD.matcher(ascii).matches()) {
            throw bad(written, "write an IPv4 address as four numbers from 0 to 255, for example 192.0.2.1");
        }
        return ascii;
    }

    private static String ipv6(String written, String literal) {
        byte[] address;
        try {
            address = InetAddress.getByName(literal).getAddress(); // in brackets: parsed, never looked up
        } catch (UnknownHostException e) {
            throw bad(written, "the IPv6 address is malformed");
        }
        ByteBuffer bytes = ByteBuffer.allocate(IPV6_BYTES);
        if (address.length < IPV6_BYTES) { // Java takes ::ffff:192.0.2.1 for an IPv4 address
            bytes.putShort(IPV6_BYTES - address.length - Short.BYTES, (short) 0xFFFF);
        }
        bytes.put(IPV6_BYTES - address.length, address);
        return "[" + compressed(bytes.asShortBuffer()) + "]";
    }

    /** Writes an IPv6 address as the URL standard has it: the first of the longest runs of zeros becomes {@code ::}. */
    private static String compressed(ShortBuffer groups) {
        int from = groups.limit();
        int longest = 1; // a single zero is written
        for (int start = 0; start < groups.limit(); start++) {
            int end = start;
            while (end < groups.limit() && groups.get(end) == 0) {
                end++;
            }
            if (end - start > longest) {
                longest = end - start;
                from = start;
            }
        }
        int to = from + longest;
        return from == groups.limit()
                ? hex(groups, 0, from)
                : hex(groups, 0, from) + "::" + hex(groups, to, groups.limit());
    }

    private static String hex(ShortBuffer groups, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Integer.toHexString(groups.get(i) & 0xFFFF))
                .collect(Collectors.joining(":"));
    }

    private static IllegalArgumentException bad(String written, String remedy) {
        return new IllegalArgumentException("the origin " + written + " is one that no browser sends; " + remedy);
    }
}

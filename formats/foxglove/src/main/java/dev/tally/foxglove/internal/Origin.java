package dev.tally.foxglove.internal;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The origin of a web page, in the form in which browsers send it: {@code https://app.foxglove.dev}. */
public final class Origin {
    private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9a-f:.]+]|[^:@\\[\\]\\s*]+)(?::([0-9]{1,5}))?");

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
        String host = authority.group(1).startsWith("[") ? authority.group(1) : ascii(written, authority.group(1));
        String port = authority.group(2);
        boolean isDefault = port == null
                || scheme.equals("https") && Integer.parseInt(port) == 443
                || scheme.equals("http") && Integer.parseInt(port) == 80;
        return host + (isDefault ? "" : ":" + Integer.parseInt(port));
    }

    private static String ascii(String written, String host) {
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException e) {
            throw bad(written, "the host name is malformed");
        }
    }

    private static IllegalArgumentException bad(String written, String remedy) {
        return new IllegalArgumentException("the origin " + written + " is one that no browser sends; " + remedy);
    }
}

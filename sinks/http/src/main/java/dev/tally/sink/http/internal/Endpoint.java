package dev.tally.sink.http.internal;

import java.net.URI;
import java.util.Locale;

/**
 * An address that intervals can be posted to. Its text is without the query, which may contain a secret.
 *
 * @param uri the whole address: http or https, with a host
 */
public record Endpoint(URI uri) {

    /**
     * Checks an address.
     *
     * @throws IllegalArgumentException saying what is wrong with it, without user and password
     */
    public static Endpoint of(URI uri) {
        if (uri.getRawUserInfo() != null
                || (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@"))) {
            throw new IllegalArgumentException(
                    "the address of " + uri.getHost() + " contains a user or a password; give the key as apiKey");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(uri + " is not an http:// or https:// address");
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65535) {
            throw new IllegalArgumentException(uri + " does not name a host, or its port is not from 1 to 65535");
        }
        return new Endpoint(uri);
    }

    /** {@return whether the address is an https address} */
    public boolean isSecure() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    @Override
    public String toString() {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + uri.getRawAuthority() + path;
    }
}

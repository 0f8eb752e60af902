package dev.tally.sink.http.internal;

import java.net.URI;

/** The server's key. It fits a header, and is never shown: {@link #toString} is without it. */
public final class ApiKey {
    private final String key;

    private ApiKey(String key) {
        this.key = key;
    }

    /**
     * Creates a key.
     *
     * @throws IllegalArgumentException if it cannot be sent in a header; the message says why without the key
     */
    public static ApiKey of(String key) {
        if (key.isBlank()) {
            throw new IllegalArgumentException("apiKey is empty");
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean edge = i == 0 || i == key.length() - 1;
            if (c < ' ' || c > '~' || (c == ' ' && edge)) {
                throw new IllegalArgumentException("apiKey has, as its character " + (i + 1) + " of " + key.length()
                        + ", one that a header cannot have there; is there a line break at its end?");
            }
        }
        return new ApiKey(key);
    }

    /** {@return the value of the {@code Authorization} header} */
    public String headerValue() {
        return key;
    }

    /** Returns whether an address contains the key, be it percent-encoded or not. */
    boolean isIn(URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        return uri.toString().contains(key) || path.contains(key);
    }

    @Override
    public String toString() {
        return "apiKey";
    }
}

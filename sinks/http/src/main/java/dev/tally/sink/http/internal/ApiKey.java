package dev.tally.sink.http.internal;

/** A key that can stand in a header and is in no text. */
public final class ApiKey {
    private final String key;

    private ApiKey(String key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException saying what is wrong with the key, without the key */
    public static ApiKey of(String key) {
        if (key.isBlank()) {
            throw new IllegalArgumentException("apiKey is empty");
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean edge = i == 0 || i == key.length() - 1;
            if (c < ' ' || c > '~' || (c == ' ' && edge)) {
                throw new IllegalArgumentException("apiKey has, as its character " + (i + 1) + " of " + key.length()
                        + ", one that cannot stand there in a header; is there a line break at its end?");
            }
        }
        return new ApiKey(key);
    }

    public String headerValue() {
        return key;
    }

    @Override
    public String toString() {
        return "apiKey";
    }
}

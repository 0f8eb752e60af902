package dev.tally.examples.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The key that a client needs, kept as its hash, so that neither a log line nor a dump of this object shows it.
 *
 * <p>Comparing takes the same time whatever was sent: all bytes of two hashes are compared, and the time of hashing depends
 * only on what was sent.
 */
final class KeyHash {
    private static final String BEARER = "Bearer";

    private final byte[] hash;
    private final boolean isDefault;

    private KeyHash(String key) {
        this.hash = hash(key);
        this.isDefault = key.equals(ServerSettings.DEFAULT_KEY);
    }

    /** @throws IllegalArgumentException naming where the key came from and what is wrong with it, without the key */
    static KeyHash of(String origin, String key) {
        if (key.isBlank()) {
            throw new IllegalArgumentException(origin + ": the key is empty");
        }
        if (!key.equals(key.strip()) || !key.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    origin + ": the key has a character that a header cannot hold, or blanks around it");
        }
        return new KeyHash(key);
    }

    /** Says whether this is the default key, which is public. */
    boolean isDefault() {
        return isDefault;
    }

    /** Says whether this value of {@code Authorization} is the key, by itself or as a bearer token. */
    boolean matches(String authorization) {
        boolean itself = MessageDigest.isEqual(hash, hash(authorization));
        boolean bearer = isBearer(authorization)
                && MessageDigest.isEqual(
                        hash, hash(authorization.substring(BEARER.length()).strip()));
        return itself || bearer;
    }

    private static boolean isBearer(String authorization) {
        int end = BEARER.length();
        return authorization.length() > end
                && authorization.regionMatches(true, 0, BEARER, 0, end)
                && (authorization.charAt(end) == ' ' || authorization.charAt(end) == '\t');
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

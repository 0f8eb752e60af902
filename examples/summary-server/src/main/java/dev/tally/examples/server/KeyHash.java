package dev.tally.examples.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A key that a client needs, kept as its hash, so that neither a log line nor a dump of this object shows it.
 *
 * <p>Comparing takes the same time whatever was sent: all bytes of two hashes are compared, and the time of hashing depends
 * only on what was sent.
 */
final class KeyHash {
    private static final String BEARER = "Bearer";
    private static final int LENGTH = 32;

    private final byte[] hash;
    private final boolean isDefault;

    private KeyHash(byte[] hash) {
        this.hash = hash;
        this.isDefault = MessageDigest.isEqual(hash, sha256(ServerSettings.DEFAULT_KEY));
    }

    /** What a request has sent as its key: the hash of all of it, and of the token if it is a bearer's. */
    record Given(byte[] itself, byte[] token) {
        static Given of(String authorization) {
            byte[] itself = sha256(authorization);
            return new Given(
                    itself,
                    isBearer(authorization)
                            ? sha256(authorization.substring(BEARER.length()).strip())
                            : itself);
        }
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
        return new KeyHash(sha256(key));
    }

    /** @throws IllegalArgumentException if it has not the length of a SHA-256 */
    static KeyHash ofHash(byte[] hash) {
        if (hash.length != LENGTH) {
            throw new IllegalArgumentException("the hash has " + hash.length + " bytes, not " + LENGTH);
        }
        return new KeyHash(hash.clone());
    }

    /** Returns the hash. */
    byte[] bytes() {
        return hash.clone();
    }

    /** Says whether this is the default key, which is public. */
    boolean isDefault() {
        return isDefault;
    }

    /** Says whether this value of {@code Authorization} is the key, by itself or as a bearer token. */
    boolean matches(String authorization) {
        return matches(Given.of(authorization));
    }

    /** Says whether the key was given, by itself or as a bearer token. */
    boolean matches(Given given) {
        return MessageDigest.isEqual(hash, given.itself) | MessageDigest.isEqual(hash, given.token);
    }

    private static boolean isBearer(String authorization) {
        int end = BEARER.length();
        return authorization.length() > end
                && authorization.regionMatches(true, 0, BEARER, 0, end)
                && (authorization.charAt(end) == ' ' || authorization.charAt(end) == '\t');
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

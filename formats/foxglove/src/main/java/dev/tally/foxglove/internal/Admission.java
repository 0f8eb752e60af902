package dev.tally.foxglove.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which clients may connect: those with the token, if there is one, from pages of the listed origins, if any
 * are.
 *
 * <p>Of the token only a hash is kept, and hashes are compared in constant time.
 */
public final class Admission {
    private final byte @Nullable [] tokenHash;
    private final boolean isTokenInUrlAllowed;
    private final Set<String> origins;

    /** @param origins as {@link Origin#normalized} makes them; empty to let pages of all origins in */
    public Admission(@Nullable String token, boolean isTokenInUrlAllowed, Set<String> origins) {
        this.tokenHash = token == null ? null : hash(token);
        this.isTokenInUrlAllowed = isTokenInUrlAllowed;
        this.origins = Set.copyOf(origins);
    }

    boolean isTokenInUrlAllowed() {
        return isTokenInUrlAllowed;
    }

    /**
     * Returns whether a request has the right token.
     *
     * @param authorization the header's value, or null if the request has not exactly one
     * @param tokenInUrl the token in the address, or null if it has none or that is not allowed
     */
    boolean isRightToken(@Nullable String authorization, @Nullable String tokenInUrl) {
        if (tokenHash == null) {
            return true;
        }
        String token = bearer(authorization);
        if (token == null) {
            token = tokenInUrl;
        }
        return token != null && MessageDigest.isEqual(tokenHash, hash(token));
    }

    private static @Nullable String bearer(@Nullable String authorization) {
        String scheme = "Bearer ";
        if (authorization == null || !authorization.regionMatches(true, 0, scheme, 0, scheme.length())) {
            return null;
        }
        return authorization.substring(scheme.length()).trim();
    }

    /** Returns whether pages of this origin may connect. Programs other than browsers send none and may. */
    boolean isOriginAllowed(@Nullable String origin) {
        return origin == null || origins.isEmpty() || origins.contains(origin.toLowerCase(Locale.ROOT));
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

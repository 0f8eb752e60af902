package dev.tally.examples.server;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The key of one client: its name, what it allows, and its hash.
 *
 * <p>A key has 256 random bits, so its hash needs no salt and no slow function: nobody can guess what was hashed.
 *
 * @param name the name by which it is listed and revoked
 * @param scopes what it allows
 * @param created when it was made
 * @param hash the SHA-256 of the key
 */
record ClientKey(String name, Set<Scope> scopes, Instant created, KeyHash hash) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String PREFIX = "tally_";
    private static final int RANDOM_BYTES = 32;

    ClientKey {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no name of a key; it may have letters, digits, '.', '_' and '-', at most 64");
        }
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("the key \"" + name + "\" has no scope; scopes are write and read");
        }
    }

    /** Returns a new random key, which is shown once and kept nowhere. */
    static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns the line of the key file: the name, the scopes, the time and the hash, separated by spaces. */
    String toLine() {
        return name + " " + scopesLabel() + " " + created + " " + HexFormat.of().formatHex(hash.bytes());
    }

    String scopesLabel() {
        return scopes.stream().sorted().map(Scope::label).collect(Collectors.joining(","));
    }

    /** @throws IllegalArgumentException saying what is wrong with the line, without showing it */
    static ClientKey parse(String line) {
        String[] words = line.strip().split("\\s+");
        if (words.length != 4) {
            throw new IllegalArgumentException("it must have a name, scopes, a time and a hash");
        }
        Set<Scope> scopes = Arrays.stream(words[1].split(","))
                .map(Scope::of)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
        return new ClientKey(
                words[0],
                scopes,
                Instant.parse(words[2]),
                KeyHash.ofHash(HexFormat.of().parseHex(words[3])));
    }
}

package dev.tally.examples.server;

import java.util.Locale;

/** What a key allows. */
enum Scope {
    /** Adding counts. */
    WRITE,
    /** Reading counts. */
    READ;

    /** Returns the name in the key file and on the command line. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming what it may be */
    static Scope of(String label) {
        for (Scope scope : values()) {
            if (scope.label().equals(label)) {
                return scope;
            }
        }
        throw new IllegalArgumentException("\"" + label + "\" is no scope; scopes are write and read");
    }
}

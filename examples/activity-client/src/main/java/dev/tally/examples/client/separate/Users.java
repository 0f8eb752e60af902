package dev.tally.examples.client.separate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** Says whose a process is. */
final class Users {
    private static final UserPrincipal OWN = ask();

    private Users() {}

    /** Returns the user of this process. The first call comes before it hides its memory. */
    static UserPrincipal own() {
        return OWN;
    }

    /** Its directory in /proc belongs to them, until it hides its memory. */
    private static UserPrincipal ask() {
        try {
            return Files.getOwner(Path.of("/proc/self"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot find out who this process is", e);
        }
    }

    static UserPrincipal root() {
        try {
            return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("root");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot find out who root is", e);
        }
    }
}

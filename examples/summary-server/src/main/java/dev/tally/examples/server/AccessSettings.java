package dev.tally.examples.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Says which keys allow what.
 *
 * @param key the server's own key
 * @param keysFile the file of client keys, if there are any
 * @param allowsDefaultKey whether the default key allows something to other machines
 * @param readingNeedsKey whether the summary needs a key
 * @param mostWrongKeys how many wrong keys an address may send in a minute
 */
record AccessSettings(
        KeyHash key, Optional<Path> keysFile, boolean allowsDefaultKey, boolean readingNeedsKey, int mostWrongKeys) {

    /**
     * Reads the keys that are valid now.
     *
     * @throws IllegalArgumentException if the file of client keys is wrong
     */
    Access.Keys keys() {
        return new Access.Keys(
                key, keysFile.map(file -> new KeyFile(file).read()).orElse(List.of()));
    }
}

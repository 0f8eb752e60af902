package dev.tally.examples.server;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads a file that contains only a secret. */
final class SecretFile {
    private static final int LONGEST = 4096;

    private SecretFile() {}

    /** @throws IllegalArgumentException naming the setting, the file and what is wrong with it, without its content */
    static String read(String setting, String file) {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > LONGEST) {
                throw new IllegalArgumentException(setting + ": " + file + " is longer than a key can be");
            }
            return Files.readString(path, StandardCharsets.UTF_8).strip();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(setting + ": " + file + " is not a text file");
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(setting + ": cannot read " + SettingsReader.printable(file) + " ("
                    + e.getClass().getSimpleName() + "); it must be a text file that contains only the key");
        }
    }
}

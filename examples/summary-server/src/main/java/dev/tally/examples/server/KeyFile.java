package dev.tally.examples.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The file of client keys: one line each, see {@link ClientKey#toLine}. It holds hashes, never a key.
 *
 * <p>A change is written to a new file that then takes the name, so a server never reads half of it. Commands that run at the same
 * time take turns.
 */
final class KeyFile {
    private static final long LONGEST = 4 * 1024 * 1024;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;

    KeyFile(Path file) {
        this.file = file;
    }

    /**
     * Reads the keys; a file that does not exist has none.
     *
     * @throws IllegalArgumentException naming the file, the line and what is wrong
     */
    List<ClientKey> read() {
        List<ClientKey> keys = new ArrayList<>();
        int number = 0;
        for (String line : lines()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                keys.add(parse(line, number));
            }
        }
        return keys;
    }

    /**
     * Changes the keys.
     *
     * @throws IllegalArgumentException if the file is not one of keys, or the change is refused
     * @throws IOException if it cannot be written
     */
    void change(UnaryOperator<List<ClientKey>> change) throws IOException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            List<String> lines = change.apply(new ArrayList<>(read())).stream()
                    .map(ClientKey::toLine)
                    .toList();
            Path directory = file.toAbsolutePath().getParent();
            Path written = Files.createTempFile(directory, "keys", ".new", OWNER_ONLY);
            Files.write(written, lines, StandardCharsets.UTF_8);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            assert held.isValid();
        }
    }

    private ClientKey parse(String line, int number) {
        try {
            return ClientKey.parse(line);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new IllegalArgumentException(file + ", line " + number + ": " + e.getMessage());
        }
    }

    private List<String> lines() {
        try {
            if (Files.size(file) > LONGEST) {
                throw new IllegalArgumentException(file + ": longer than a file of keys can be");
            }
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + ": the keys cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}

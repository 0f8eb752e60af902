package dev.tally.examples.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The file of client keys: one line each, see {@link ClientKey#toLine}. It holds hashes, never a key.
 *
 * <p>A change is written to a new file that then takes the name, so a server never reads half of it. The new file has the owner, the
 * group and the mode of the one that it replaces, so a server that could read that one can read this one; the first is its owner's
 * only. Commands that run at the same time take turns.
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
     * @throws IllegalArgumentException if the file is not one of keys, the change is refused, or the new file cannot have the owner
     *     and the group of this one
     * @throws IOException if it cannot be written
     */
    void change(UnaryOperator<List<ClientKey>> change) throws IOException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            List<String> lines = change.apply(new ArrayList<>(read())).stream()
                    .map(ClientKey::toLine)
                    .toList();
            replace(lines);
            assert held.isValid();
        }
    }

    private void replace(List<String> lines) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path written = Files.createTempFile(directory, "keys", ".new", OWNER_ONLY);
        try {
            Files.write(written, lines, StandardCharsets.UTF_8);
            if (Files.exists(file)) {
                copyRights(written);
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** Gives the new file the owner, the group and the mode of this one; the mode last, because it is for them. */
    private void copyRights(Path written) throws IOException {
        PosixFileAttributes wanted = Files.readAttributes(file, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(written, PosixFileAttributeView.class);
        PosixFileAttributes given = view.readAttributes();
        try {
            if (!given.owner().equals(wanted.owner())) {
                view.setOwner(wanted.owner());
            }
            if (!given.group().equals(wanted.group())) {
                view.setGroup(wanted.group());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + ": the keys were not changed, because the new file cannot be given to user "
                            + wanted.owner().getName() + " and group "
                            + wanted.group().getName() + ", who have this one; run this as root or as that user");
        }
        view.setPermissions(wanted.permissions());
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
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException(file
                    + ": this process's user may not read the keys; give the file to that user (chown), or let systemd hand it"
                    + " over with LoadCredential=, see docs/server.md");
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + ": the keys cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}

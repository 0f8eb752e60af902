package dev.tally.examples.client.separate;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The socket that a process which was killed has left. */
final class OldSocket {
    private static final int FILE_TYPE = 0170000; // S_IFMT of inode(7)
    private static final int SOCKET_TYPE = 0140000; // S_IFSOCK

    private OldSocket() {}

    /**
     * Deletes the socket if it is there.
     *
     * @throws FileAlreadyExistsException if there is a file that is not a socket
     */
    static void delete(Path socket) throws IOException {
        if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            int mode = (int) Files.getAttribute(socket, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & FILE_TYPE) != SOCKET_TYPE) {
                throw new FileAlreadyExistsException(socket.toString());
            }
            Files.delete(socket);
        }
    }
}

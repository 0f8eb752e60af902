package dev.tally.examples.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions about the running client on a UNIX socket that only its user can open.
 *
 * <p>A question is one line of text, for example {@code status}; the answer is one JSON object, after which the connection
 * is closed.
 *
 * <p><b>Threads.</b> The one that calls {@link #answer}, which waits without a timer until somebody asks. Any thread may close it.
 *
 * <p><b>Failure.</b> A client that cannot have a socket goes on without one, and logs why. A peer that sends no line within
 * two seconds, or takes no answer, is dropped.
 */
final class StatusSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("activity-client");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int LONGEST_QUESTION = 200;

    private final Path directory;
    private final Path path;
    private @Nullable ServerSocketChannel channel; // under the lock of this object
    private boolean closed; // under the lock of this object

    /**
     * Creates the socket of this process; {@link #answer} opens it.
     *
     * @param directory created for its owner only if it does not exist
     */
    StatusSocket(Path directory) {
        this.directory = directory;
        this.path = SocketDirectory.socketOf(directory, ProcessHandle.current().pid());
    }

    /**
     * Opens the socket and answers until it is closed, or returns at once if there can be none.
     *
     * @param answers returns the answer to a question; called by this thread only
     */
    void answer(Function<String, byte[]> answers) {
        open().ifPresent(opened -> answerAll(opened, answers));
    }

    private synchronized Optional<ServerSocketChannel> open() {
        if (closed) {
            return Optional.empty();
        }
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(path); // of a killed process that had our number
            ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel = opened;
            opened.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return Optional.of(opened);
        } catch (FileAlreadyExistsException e) {
            LOG.warn("`activity-client status` cannot reach this client: {} is no directory", directory);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn(
                    "`activity-client status` cannot reach this client by {}: {}; name another place with --runtime-dir",
                    path,
                    ClientSettings.why(e));
        }
        return Optional.empty();
    }

    private void answerAll(ServerSocketChannel opened, Function<String, byte[]> answers) {
        while (opened.isOpen()) {
            try (SocketChannel peer = opened.accept()) {
                answer(peer, answers);
            } catch (ClosedChannelException e) {
                LOG.debug("{}: closed", path);
            } catch (IOException | RuntimeException e) {
                LOG.debug("{}: a question was not answered", path, e);
            }
        }
    }

    private static void answer(SocketChannel peer, Function<String, byte[]> answers) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        peer.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            SelectionKey key = peer.register(selector, SelectionKey.OP_READ);
            Optional<String> question = readLine(peer, selector, deadline);
            if (question.isPresent()) {
                key.interestOps(SelectionKey.OP_WRITE);
                write(ByteBuffer.wrap(answers.apply(question.get())), peer, selector, deadline);
            }
        }
    }

    private static Optional<String> readLine(SocketChannel peer, Selector selector, long deadline) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_QUESTION);
        while (bytes.hasRemaining() && awaits(selector, deadline) && peer.read(bytes) >= 0) {
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            int end = text.indexOf('\n');
            if (end >= 0) {
                return Optional.of(text.substring(0, end).strip());
            }
        }
        return Optional.empty();
    }

    private static void write(ByteBuffer answer, SocketChannel peer, Selector selector, long deadline)
            throws IOException {
        while (answer.hasRemaining() && awaits(selector, deadline)) {
            peer.write(answer);
        }
    }

    private static boolean awaits(Selector selector, long deadline) throws IOException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        selector.selectedKeys().clear();
        return millis > 0 && selector.select(millis) > 0;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (channel != null) {
            try {
                channel.close();
                Files.deleteIfExists(path);
            } catch (IOException e) {
                LOG.debug("{}: cannot be removed", path, e);
            }
        }
    }
}

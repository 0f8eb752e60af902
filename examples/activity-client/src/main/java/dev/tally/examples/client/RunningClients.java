package dev.tally.examples.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Finds the running clients of a user by their sockets, and asks them. */
final class RunningClients {
    /** Where the client has its socket that runs as a service of the system. */
    private static final Path SERVICE = Path.of("/run/tally");

    /** A pause may wait for the capture process; a client that was stopped by Ctrl-Z never answers. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** A client that begins has its socket for a moment before it listens. */
    private static final Duration BEGINNING = Duration.ofSeconds(5);

    private final Path directory;
    private final Duration patience;
    private boolean isAnswerMissing;

    /** @param directory holds the sockets */
    RunningClients(Path directory) {
        this(directory, PATIENCE);
    }

    /**
     * Creates what asks the clients.
     *
     * @param directory holds the sockets
     * @param patience how long a client may take to answer
     */
    RunningClients(Path directory, Duration patience) {
        this.directory = directory;
        this.patience = patience;
    }

    /**
     * Asks every client, or one, and says on the standard error which of several did not answer. The socket of a client that was
     * killed is removed.
     *
     * @param pid the process of the client; 0 for all
     * @param question one line
     * @return the answers by process, none if no client runs
     * @throws IOException if there are clients and none answers, naming its socket
     */
    Map<Long, String> ask(long pid, String question) throws IOException {
        Map<Long, String> answers = new LinkedHashMap<>();
        List<IOException> failures = new ArrayList<>();
        for (Path socket : sockets()) {
            long of = SocketDirectory.pidOf(socket);
            if (pid == 0 || pid == of) {
                try {
                    String answer = ask(socket, question);
                    if (!answer.isEmpty()) {
                        answers.put(of, answer);
                    }
                } catch (IOException e) {
                    failures.add(e);
                }
            }
        }
        if (answers.isEmpty() && !failures.isEmpty()) {
            throw failures.get(0);
        }
        failures.forEach(failure -> System.err.println("activity-client: " + failure.getMessage()));
        isAnswerMissing |= !failures.isEmpty();
        return answers;
    }

    /**
     * Tells every client, or one, to do something, and prints what they answer.
     *
     * @return the exit status: 0 if all of them did it
     */
    int tell(long pid, String what) throws IOException {
        Map<Long, String> answers = ask(pid, what);
        if (answers.isEmpty()) {
            System.err.println(noClient(pid));
        }
        int status = answers.isEmpty() || isAnswerMissing ? 1 : 0;
        for (Map.Entry<Long, String> answer : answers.entrySet()) {
            JsonNode outcome = new ObjectMapper().readTree(answer.getValue());
            if (outcome.has("error")) {
                System.err.println("activity-client: process " + answer.getKey() + ": "
                        + outcome.path("error").asText());
                status = 1;
            } else {
                System.out.println("process " + answer.getKey() + ": "
                        + outcome.path("done").asText());
            }
        }
        return status;
    }

    /** Returns the sentence that says that there is no client to ask. */
    String noClient(long pid) {
        return "activity-client: no client is running" + (pid == 0 ? "" : " as process " + pid)
                + ": none has a socket in " + directory + "; start one with `activity-client run`"
                + (directory.equals(SERVICE) || !Files.isDirectory(SERVICE)
                        ? ""
                        : ", or ask that of the service with --runtime-dir " + SERVICE);
    }

    private List<Path> sockets() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return new ArrayList<>(files.filter(file -> SocketDirectory.pidOf(file) > 0)
                    .sorted()
                    .toList());
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new IOException(
                    "cannot look for running clients in " + directory + ": " + ClientSettings.why(e)
                            + "; name their directory with --runtime-dir",
                    e);
        }
    }

    /** Returns the answer; empty if nothing listens on the socket, or if the client ends meanwhile. */
    private String ask(Path socket, String question) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            if (!connects(channel, socket)) {
                return "";
            }
            channel.write(ByteBuffer.wrap((question + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return read(channel, selector, socket);
        }
    }

    private String read(SocketChannel channel, Selector selector, Path socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer bytes = ByteBuffer.allocate(8192);
        long end = System.nanoTime() + patience.toNanos();
        while (channel.read(bytes.clear()) >= 0) {
            answer.write(bytes.array(), 0, bytes.position());
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new IOException("the client at " + socket + " has not answered for " + patience.toSeconds()
                        + " s; if it was stopped with Ctrl-Z, let it go on with `kill -CONT "
                        + SocketDirectory.pidOf(socket) + "`");
            }
            if (bytes.position() == 0) {
                selector.select(left);
                selector.selectedKeys().clear();
            }
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static void removeUnlessItBegins(Path socket) throws IOException {
        boolean isAlive = ProcessHandle.of(SocketDirectory.pidOf(socket))
                .map(ProcessHandle::isAlive)
                .orElse(false);
        try {
            boolean isOld = Files.getLastModifiedTime(socket)
                    .toInstant()
                    .isBefore(Instant.now().minus(BEGINNING));
            if (!isAlive || isOld) {
                Files.deleteIfExists(socket);
            }
        } catch (NoSuchFileException e) {
            // that client has just ended
        }
    }

    private static boolean connects(SocketChannel channel, Path socket) throws IOException {
        try {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException e) { // nobody listens, whatever process has the number now
            removeUnlessItBegins(socket);
            return false;
        } catch (IOException e) {
            if (!Files.exists(socket)) {
                return false; // that client has just ended
            }
            throw new IOException("cannot ask the client at " + socket + ": " + e.getMessage(), e);
        }
    }
}

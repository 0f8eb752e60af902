package dev.tally.examples.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the running clients of a user by their sockets, and asks them. */
final class RunningClients {
    /** Where the client has its socket that runs as a service of the system. */
    private static final Path SERVICE = Path.of("/run/tally");

    private final Path directory;

    /** @param directory holds the sockets */
    RunningClients(Path directory) {
        this.directory = directory;
    }

    /**
     * Asks every client, or one. The socket of a client that was killed is removed.
     *
     * @param pid the process of the client; 0 for all
     * @param question one line
     * @return the answers by process, none if no client runs
     * @throws IOException if a socket may not be opened, naming it
     */
    Map<Long, String> ask(long pid, String question) throws IOException {
        Map<Long, String> answers = new LinkedHashMap<>();
        for (Path socket : sockets()) {
            long of = SocketDirectory.pidOf(socket);
            if (pid == 0 || pid == of) {
                String answer = ask(socket, question);
                if (!answer.isEmpty()) {
                    answers.put(of, answer);
                }
            }
        }
        return answers;
    }

    /**
     * Tells every client, or one, to do something, and prints what they answer.
     *
     * @return the exit status: 0 if it was done
     */
    int tell(long pid, String what) throws IOException {
        Map<Long, String> answers = ask(pid, what);
        if (answers.isEmpty()) {
            System.err.println(noClient(pid));
        }
        int status = answers.isEmpty() ? 1 : 0;
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
    private static String ask(Path socket, String question) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            if (!connects(channel, socket)) {
                return "";
            }
            channel.write(ByteBuffer.wrap((question + "\n").getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean connects(SocketChannel channel, Path socket) throws IOException {
        try {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            if (!ProcessHandle.of(SocketDirectory.pidOf(socket))
                    .map(ProcessHandle::isAlive)
                    .orElse(false)) {
                Files.deleteIfExists(socket);
                return false;
            }
            throw new IOException("cannot ask the client at " + socket + ": " + e.getMessage(), e);
        }
    }
}

package dev.tally.examples.client.separate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.InputHandler;
import dev.tally.examples.client.separate.Message.Accept;
import dev.tally.examples.client.separate.Message.Batch;
import dev.tally.examples.client.separate.Message.BatchId;
import dev.tally.examples.client.separate.Message.Flush;
import dev.tally.examples.client.separate.Message.Purpose;
import dev.tally.examples.client.separate.Message.Welcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be read on the socket, by a peer that asks as often as it can while somebody types. */
@Timeout(60)
class SocketPrivacyIT {
    private static final int TYPED = 120;

    @TempDir
    private Path directory;

    @Test
    void aPeerThatAsksWithoutPauseLearnsPressesOnceASecond() throws Exception {
        try (RunningServer server = new RunningServer(directory);
                CaptureConnection peer = new CaptureConnection(server.socket, Purpose.COUNT, BatchId.NONE)) {
            assertTrue(peer.answer() instanceof Welcome);
            Thread typist = new Thread(() -> type(server));
            typist.start();
            long began = System.nanoTime();
            int tellings = 0;
            int batches = 0;
            for (long told = 0; told < TYPED; ) {
                Batch batch = ask(peer, batches++);
                tellings += batch.sums().hasPresses() ? 1 : 0;
                told += batch.sums().get(Sum.KEY_PRESSES);
            }
            long seconds = 2 + (System.nanoTime() - began) / 1_000_000_000;
            int told = tellings;
            assertTrue(told <= seconds, () -> told + " in " + seconds + " s");
            int all = batches;
            assertTrue(all > 2 * told && all <= 20 * seconds + 2, () -> all + " in " + seconds + " s");
            typist.join();
        }
    }

    /** Types some 40 keys a second, at no regular time. */
    private static void type(RunningServer server) {
        for (int i = 0; i < TYPED; i++) {
            server.rig.report(InputHandler::keyPress);
            LockSupport.parkNanos((10 + i * 7 % 30) * 1_000_000L);
        }
    }

    private static Batch ask(CaptureConnection peer, long token) throws Exception {
        peer.send(new Flush(token));
        while (true) {
            Optional<Message> message = peer.receive();
            if (message.isPresent() && message.get() instanceof Batch batch) {
                peer.send(new Accept(batch.number()));
                return batch;
            }
            peer.await(1000);
        }
    }

    @Test
    void onlyTheirUserMayOpenTheSocketAndItsDirectory() throws Exception {
        Path own = directory.resolve("own");
        try (RunningServer server = new RunningServer(own)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(server.socket)));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
        }
    }

    @Test
    void aProcessOfAnotherUserIsDroppedEvenIfItCanOpenTheSocket() throws Exception {
        if (!Users.own().equals(Users.root())) {
            return; // only root can start a process of another user
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (RunningServer server = new RunningServer(directory)) {
            Files.setPosixFilePermissions(server.socket, PosixFilePermissions.fromString("rwxrwxrwx"));
            String hello = java.util.HexFormat.of()
                    .formatHex(Message.encode(new Message.Hello(Message.VERSION, Purpose.COUNT, BatchId.NONE))
                            .array());
            String script = "import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect('" + server.socket + "')\n"
                    + "try:\n s.sendall(bytes.fromhex('" + hello.substring(0, 72) + "'))\n print(len(s.recv(100)))\n"
                    + "except OSError: print(0)";
            assertEquals("0", as("65534", script));
            assertTrue(Integer.parseInt(as("0", script)) > 0);
        }
    }

    private static String as(String user, String script) throws Exception {
        Process process = new ProcessBuilder(
                        "setpriv", "--reuid", user, "--regid", user, "--clear-groups", "/usr/bin/python3", "-c", script)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes()).strip();
    }
}

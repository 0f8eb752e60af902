package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** s3proxy as a process of its own, with one bucket, which is a directory. */
final class S3Store implements AutoCloseable {
    static final String ACCESS_KEY = "an access key";
    static final String SECRET_KEY = "a secret that no log may show";
    static final String BUCKET = "telemetry";

    private static final Path LIBRARIES =
            Path.of("../../testkit/s3proxy/target/lib").toAbsolutePath().normalize();

    private final Path home;
    private final int port = freePort();
    private final Process process;

    S3Store(Path home) throws IOException, InterruptedException {
        assertTrue(Files.isDirectory(LIBRARIES), "build testkit/s3proxy first: no " + LIBRARIES);
        this.home = home;
        Files.createDirectories(bucket());
        process = launch();
        awaitAnswer();
    }

    /** A port of the loopback that nobody uses now. */
    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        String settings = """
                s3proxy.endpoint=%s
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(endpoint(), ACCESS_KEY, SECRET_KEY, home.resolve("data"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        LIBRARIES + "/*",
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        Files.writeString(home.resolve("s3proxy.conf"), settings)
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("s3proxy.log").toFile())
                .start();
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("s3proxy does not answer:\n" + Files.readString(home.resolve("s3proxy.log")));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What it keeps: each object in a file that has the name of its key. */
    Path bucket() {
        return home.resolve("data").resolve(BUCKET);
    }

    /** The objects whose keys begin with this and a slash. */
    List<Path> objects(String prefix) throws IOException {
        Path directory = bucket().resolve(prefix);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

package dev.tally.sink.mcap.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.tally.testkit.fixtures.Undeclared;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closing an upload reports the recordings that are left. */
class S3UploadCloseTest {

    @TempDir
    Path directory;

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch failed = new CountDownLatch(1);
    private final UploadListener listener = new UploadListener() {
        @Override
        public void failed(Path recording, String why, Duration retryIn) {
            heard.add("failed " + recording.getFileName() + (retryIn.isZero() ? "" : ", to be tried again"));
            failed.countDown();
        }

        @Override
        public void left(Path recording) {
            heard.add("left " + recording.getFileName());
        }
    };

    private S3UploadBuilder to(int port) {
        return S3Upload.to("b")
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .credentials("id", "secret")
                .listener(listener);
    }

    private Path recording(String name) throws IOException {
        Files.createFile(directory.resolve(name + ".pending"));
        return Files.write(directory.resolve(name), new byte[100]);
    }

    @Test
    void aServerThatNeverAnswersLeavesTheFileForTheNextRun() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            S3Upload upload = to(silent.getLocalPort())
                    .closeWithin(Duration.ofMillis(100))
                    .start();
            upload.offer(recording("kmmon-1.mcap"));
            upload.close();
            upload.close();
        }
        assertEquals(List.of("left kmmon-1.mcap"), heard);
    }

    @Test
    void atTheCloseEachHasOneMoreAttemptAndThenNoTimeForAnother() throws IOException, InterruptedException {
        HttpServer refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        refusing.start();
        try {
            S3Upload upload = to(refusing.getAddress().getPort())
                    .backoff(Duration.ofHours(1), Duration.ofHours(1))
                    .start();
            upload.offer(recording("kmmon-1.mcap"));
            assertTrue(failed.await(20, TimeUnit.SECONDS));
            upload.offer(recording("kmmon-2.mcap"));
            upload.close();
        } finally {
            refusing.stop(0);
        }
        assertEquals("failed kmmon-1.mcap, to be tried again", heard.remove(0));
        Collections.sort(heard);
        assertEquals(
                List.of("failed kmmon-1.mcap", "failed kmmon-2.mcap", "left kmmon-1.mcap", "left kmmon-2.mcap"), heard);
    }

    @Test
    void aListenerThatThrowsDoesNotEndTheUploads() throws IOException, InterruptedException {
        HttpServer storing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        storing.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("ETag", "\"1\"");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        storing.start();
        CountDownLatch uploads = new CountDownLatch(2);
        UploadListener broken = new UploadListener() {
            @Override
            public void uploaded(Path recording, String key) {
                uploads.countDown();
                throw Undeclared.thrown(new IOException("a listener of a test throws"));
            }
        };
        try (S3Upload upload =
                to(storing.getAddress().getPort()).listener(broken).start()) {
            upload.offer(recording("kmmon-1.mcap"));
            upload.offer(recording("kmmon-2.mcap"));
            assertTrue(uploads.await(20, TimeUnit.SECONDS));
        } finally {
            storing.stop(0);
        }
    }
}

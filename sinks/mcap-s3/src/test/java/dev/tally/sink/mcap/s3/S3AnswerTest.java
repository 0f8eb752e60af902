package dev.tally.sink.mcap.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After an answer that does not confirm the upload, the file and its marker are kept and the reason is reported. */
class S3AnswerTest {
    private static final String PAGE = "<html><body>Please log in</body></html>";

    @TempDir
    Path directory;

    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final UploadListener listener = new UploadListener() {
        @Override
        public void failed(Path recording, String why, Duration retryIn) {
            failures.add(why);
        }
    };

    private String failureOf(int status, Map<String, String> headers, String body, long multipartAbove)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            headers.forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        Path recording = Files.write(directory.resolve("kmmon-1.mcap"), new byte[100]);
        Path marker = Files.createFile(directory.resolve("kmmon-1.mcap.pending"));
        S3Upload upload = S3Upload.to("b")
                .endpoint(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .credentials("id", "secret")
                .multipartAbove(multipartAbove)
                .listener(listener)
                .start();
        try {
            upload.offer(recording);
            upload.close();
        } finally {
            server.stop(0);
        }
        assertEquals(0, upload.uploaded());
        assertTrue(Files.exists(marker));
        return failures.get(0);
    }

    private String failureOf(int status, Map<String, String> headers, String body) throws IOException {
        return failureOf(status, headers, body, 1 << 20);
    }

    @Test
    void successWithoutAnETagIsNoUpload() throws IOException {
        String why = failureOf(200, Map.of(), "");
        assertTrue(why.contains("no ETag") && why.contains("check the endpoint"), why);
    }

    @Test
    void aPageIsNoUpload() throws IOException {
        String why = failureOf(200, Map.of("Content-Type", "text/html; charset=utf-8", "ETag", "\"a\""), PAGE);
        assertTrue(why.contains("text/html"), why);
    }

    @Test
    void aPageIsNoUploadInParts() throws IOException {
        failureOf(200, Map.of("Content-Type", "text/html", "ETag", "\"a\""), PAGE, 10);
    }

    @Test
    void aRedirectNamesThePlace() throws IOException {
        String why = failureOf(307, Map.of("Location", "https://b.elsewhere.example/kmmon-1.mcap"), "");
        assertTrue(why.contains("307") && why.contains("https://b.elsewhere.example/kmmon-1.mcap"), why);
    }

    @Test
    void aRedirectToAnotherRegionNamesTheRegion() throws IOException {
        String why = failureOf(301, Map.of("x-amz-bucket-region", "eu-west-3"), "");
        assertTrue(why.contains("eu-west-3") && why.contains("AWS_REGION"), why);
    }

    @Test
    void aRedirectWithoutAPlaceSaysSo() throws IOException {
        String why = failureOf(301, Map.of(), "");
        assertTrue(why.contains("does not say where"), why);
    }
}

package dev.tally.sink.mcap.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3UploadTest {

    @BeforeEach
    void hideWhatThisMachineHas() {
        System.setProperty("aws.disableEc2Metadata", "true");
        System.setProperty("aws.sharedCredentialsFile", "/nonexistent");
        System.setProperty("aws.configFile", "/nonexistent");
    }

    @AfterEach
    void showItAgain() {
        List.of("aws.disableEc2Metadata", "aws.sharedCredentialsFile", "aws.configFile")
                .forEach(System::clearProperty);
    }

    @Test
    void missingCredentialsAreAnErrorAtTheStart() {
        S3UploadBuilder builder = S3Upload.to("b").region("eu-central-1");
        IOException e = assertThrows(IOException.class, builder::start);
        assertTrue(e.getMessage().contains("AWS_ACCESS_KEY_ID"), e.getMessage());
    }

    @Test
    void aMissingRegionIsAnErrorUnlessThereIsAnEndpoint() throws IOException {
        S3UploadBuilder builder = S3Upload.to("b").credentials("id", "secret");
        IOException e = assertThrows(IOException.class, builder::start);
        assertTrue(e.getMessage().contains("AWS_REGION"), e.getMessage());
        try (S3Upload upload =
                builder.endpoint(URI.create("http://127.0.0.1:9")).start()) {
            assertEquals(0, upload.waiting());
        }
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> S3Upload.to(" "));
        S3UploadBuilder builder = S3Upload.to("b");
        for (String endpoint : List.of("minio:9000", "ftp://minio:9000", "//minio:9000", "http:///bucket")) {
            assertThrows(IllegalArgumentException.class, () -> builder.endpoint(URI.create(endpoint)), endpoint);
        }
        for (String endpoint :
                List.of("http://me:geheim@minio:9000", "http://me:ge/geheim@minio", "ftp://me:geheim@h")) {
            String why = assertThrows(IllegalArgumentException.class, () -> builder.endpoint(URI.create(endpoint)))
                    .getMessage();
            assertTrue(!why.contains("geheim") && !why.contains("me:"), why);
        }
        builder.endpoint(URI.create("HTTPS://minio:9000"));
        assertThrows(IllegalArgumentException.class, () -> builder.hostInKey("a/b"));
    }
}

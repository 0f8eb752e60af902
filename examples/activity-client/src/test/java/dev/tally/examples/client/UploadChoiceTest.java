package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class UploadChoiceTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9000", "minio:9000", "minio.local", "//minio:9000", "ftp://minio", "http://"})
    void anEndpointThatIsNoUrlIsExplained(String endpoint) {
        UploadChoice choice = new UploadChoice();
        CommandSpec spec = CommandSpec.create();
        choice.addTo(spec);
        new CommandLine(spec).parseArgs("--s3-bucket", "b", "--s3-endpoint-url", endpoint);
        String why = assertThrows(UsageException.class, choice::check).getMessage();
        assertTrue(
                why.startsWith("--s3-endpoint-url is " + endpoint + "; it must be http:// or https:// and a host"),
                why);
    }
}

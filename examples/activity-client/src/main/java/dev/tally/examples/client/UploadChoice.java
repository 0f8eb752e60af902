package dev.tally.examples.client;

import static dev.tally.examples.client.Options.option;

import dev.tally.sink.encoding.SourceName;
import dev.tally.sink.mcap.RecordingUpload;
import dev.tally.sink.mcap.s3.S3Upload;
import dev.tally.sink.mcap.s3.S3UploadBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options of uploads of recordings to S3. Credentials and region come from the variables of the AWS programs. */
final class UploadChoice {

    private @Nullable String bucket;
    private String prefix = "recordings";
    private @Nullable String endpoint;
    private boolean hostInKey;

    /** Adds the options to a command. */
    void addTo(CommandSpec spec) {
        spec.addOption(option("--s3-bucket", String.class, value -> bucket = value)
                .paramLabel("NAME")
                .descriptionKey("KMMON_S3_BUCKET")
                .description(
                        "Upload each finished recording to this S3 bucket. Credentials and region are taken from the"
                                + " variables of the AWS programs (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION or"
                                + " AWS_DEFAULT_REGION). [KMMON_S3_BUCKET]")
                .build());
        spec.addOption(option("--s3-prefix", String.class, value -> prefix = value)
                .paramLabel("PREFIX")
                .defaultValue("recordings")
                .descriptionKey("KMMON_S3_PREFIX")
                .description(
                        "Begin the key of each uploaded recording with this prefix; an empty one means no prefix. Default:"
                                + " recordings. [KMMON_S3_PREFIX]")
                .build());
        spec.addOption(option("--s3-endpoint-url", String.class, value -> endpoint = value)
                .paramLabel("URL")
                .descriptionKey("KMMON_S3_ENDPOINT_URL")
                .description(
                        "Upload to this server instead of AWS, for example R2 or MinIO; the URL begins with http:// or https://."
                                + " [KMMON_S3_ENDPOINT_URL]")
                .build());
        spec.addOption(option("--s3-host-in-key", boolean.class, value -> hostInKey = value)
                .descriptionKey("TALLY_S3_HOST_IN_KEY")
                .description(
                        "Put the host's name between the prefix and the file name, so that several hosts can share a"
                                + " prefix. [TALLY_S3_HOST_IN_KEY]")
                .build());
    }

    /**
     * Checks the settings. Nothing is opened.
     *
     * @throws UsageException if the endpoint is no URL of a server
     */
    void check() {
        builder();
    }

    /**
     * Opens the upload, if a bucket was named.
     *
     * @throws IOException if credentials or the region are missing
     */
    Optional<RecordingUpload> open(RecordingAnnouncements listener) throws IOException {
        Optional<S3UploadBuilder> builder = builder();
        return builder.isEmpty()
                ? Optional.empty()
                : Optional.of(builder.get().listener(listener).start());
    }

    private Optional<S3UploadBuilder> builder() {
        if (bucket == null || bucket.isBlank()) {
            return Optional.empty();
        }
        S3UploadBuilder builder = S3Upload.to(bucket).prefix(prefix);
        if (endpoint != null) {
            setEndpoint(builder, endpoint);
        }
        if (hostInKey) {
            builder.hostInKey(SourceName.ofThisHost());
        }
        return Optional.of(builder);
    }

    private static void setEndpoint(S3UploadBuilder builder, String url) {
        try {
            builder.endpoint(new URI(url));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new UsageException(
                    "--s3-endpoint-url",
                    url,
                    "it must be http:// or https:// and a host, without a user, for example https://minio.local:9000");
        }
    }
}

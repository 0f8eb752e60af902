package dev.tally.sink.mcap.s3;

import dev.tally.sink.mcap.s3.internal.ObjectStore;
import dev.tally.sink.mcap.s3.internal.RegionChoice;
import dev.tally.sink.mcap.s3.internal.UploadWorker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Sets up an {@link S3Upload} and opens it; for AWS only the bucket and credentials are needed. */
public final class S3UploadBuilder {
    /** The default of {@link #prefix}: {@value}. */
    public static final String DEFAULT_PREFIX = "recordings";

    /** What compatible servers expect where no region is set. */
    private static final String REGION_WITH_ENDPOINT = "us-east-1";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

    private final String bucket;
    private String prefix = DEFAULT_PREFIX;
    private Optional<String> host = Optional.empty();
    private Optional<URI> endpoint = Optional.empty();
    private Optional<String> region = Optional.empty();
    private Optional<Boolean> pathStyle = Optional.empty();
    private Optional<AwsCredentialsProvider> credentials = Optional.empty();
    private Duration closeWithin = Duration.ofSeconds(30);
    private Duration firstWait = Duration.ofSeconds(1);
    private Duration longestWait = Duration.ofMinutes(5);
    private long multipartAbove = 64L << 20;
    private UploadListener listener = new UploadListener() {};

    S3UploadBuilder(String bucket) {
        this.bucket = bucket;
    }

    /**
     * Sets the first part of each key.
     *
     * @param prefix slashes at its start and end are ignored; empty for keys without a prefix
     * @return this builder
     */
    public S3UploadBuilder prefix(String prefix) {
        this.prefix = prefix.replaceAll("^/+|/+$", "");
        return this;
    }

    /**
     * Puts the name of the host between prefix and file, so that two hosts never use the same key.
     *
     * @param hostName a name without a slash
     * @return this builder
     */
    public S3UploadBuilder hostInKey(String hostName) {
        if (hostName.isBlank() || hostName.contains("/")) {
            throw new IllegalArgumentException("host name is '" + hostName + "'");
        }
        this.host = Optional.of(hostName);
        return this;
    }

    /**
     * Sets the server, for anything but AWS itself.
     *
     * @param endpoint its address, for example {@code https://minio.local:9000}
     * @return this builder
     * @throws IllegalArgumentException if it is not {@code http://} or {@code https://} with a host, or contains a user or a
     *     password
     */
    public S3UploadBuilder endpoint(URI endpoint) {
        if (endpoint.getHost() == null || !isHttp(endpoint)) {
            String shown = endpoint.toString().replaceFirst("//.*@", "//...@");
            throw new IllegalArgumentException("endpoint is " + shown + "; it needs http:// or https:// and a host");
        }
        if (endpoint.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the endpoint at " + endpoint.getHost()
                            + " contains a user or a password; give credentials(), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        }
        this.endpoint = Optional.of(endpoint);
        return this;
    }

    private static boolean isHttp(URI endpoint) {
        return "http".equalsIgnoreCase(endpoint.getScheme()) || "https".equalsIgnoreCase(endpoint.getScheme());
    }

    /**
     * Sets the region. By default it is that of {@code AWS_REGION}, {@code AWS_DEFAULT_REGION} or the profile, or
     * {@code us-east-1} with an endpoint.
     *
     * @param region for example {@code eu-central-1}
     * @return this builder
     */
    public S3UploadBuilder region(String region) {
        this.region = Optional.of(region);
        return this;
    }

    /**
     * Sets where requests name the bucket.
     *
     * @param pathStyle true for the path, false for the host name; by default true with an endpoint
     * @return this builder
     */
    public S3UploadBuilder pathStyle(boolean pathStyle) {
        this.pathStyle = Optional.of(pathStyle);
        return this;
    }

    /**
     * Sets credentials other than those of the standard chain of AWS.
     *
     * @param accessKeyId the public part
     * @param secretAccessKey the secret part; never logged
     * @return this builder
     */
    public S3UploadBuilder credentials(String accessKeyId, String secretAccessKey) {
        this.credentials =
                Optional.of(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey)));
        return this;
    }

    /**
     * Sets temporary credentials.
     *
     * @param accessKeyId the public part
     * @param secretAccessKey the secret part; never logged
     * @param sessionToken the token of the session; never logged
     * @return this builder
     */
    public S3UploadBuilder credentials(String accessKeyId, String secretAccessKey, String sessionToken) {
        this.credentials = Optional.of(StaticCredentialsProvider.create(
                AwsSessionCredentials.create(accessKeyId, secretAccessKey, sessionToken)));
        return this;
    }

    /**
     * Sets how long {@link S3Upload#close} uploads what waits; the rest waits for the next run.
     *
     * @param deadline 30 seconds by default
     * @return this builder
     */
    public S3UploadBuilder closeWithin(Duration deadline) {
        this.closeWithin = deadline;
        return this;
    }

    /**
     * Sets the pauses after failures, which double.
     *
     * @param first the pause after a first failure, at least 1 ms; one second by default
     * @param longest the longest pause; five minutes by default
     * @return this builder
     */
    public S3UploadBuilder backoff(Duration first, Duration longest) {
        if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("backoff from " + first + " to " + longest);
        }
        this.firstWait = first;
        this.longestWait = longest;
        return this;
    }

    /**
     * Sets which files are uploaded in parts.
     *
     * @param bytes files with more bytes go in parts; 64 MiB by default
     * @return this builder
     */
    public S3UploadBuilder multipartAbove(long bytes) {
        this.multipartAbove = bytes;
        return this;
    }

    /**
     * Sets the listener that is told what becomes of uploads.
     *
     * @param listener called by the upload's thread, and by the one that closes
     * @return this builder
     */
    public S3UploadBuilder listener(UploadListener listener) {
        this.listener = listener;
        return this;
    }

    /**
     * Checks that there are credentials and a region, and starts the upload. The server may be down.
     *
     * @return the upload, which runs until it is closed
     * @throws IOException saying what is missing, and how to give it
     */
    public S3Upload start() throws IOException {
        AwsCredentialsProvider provider =
                credentials.orElseGet(() -> DefaultCredentialsProvider.builder().build());
        requireCredentials(provider);
        S3ClientBuilder builder = S3Client.builder()
                .credentialsProvider(provider)
                .region(chosenRegion())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.pathStyleAccessEnabled(pathStyle.orElse(endpoint.isPresent()))
                        .chunkedEncodingEnabled(false))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(SOCKET_TIMEOUT));
        endpoint.ifPresent(builder::endpointOverride);
        return new S3Upload(worker(builder.build()), listener, closeWithin);
    }

    private UploadWorker worker(S3Client client) {
        ObjectStore store = new ObjectStore(client, bucket, multipartAbove);
        return new UploadWorker(store, keys(), listener, firstWait, longestWait);
    }

    private void requireCredentials(AwsCredentialsProvider provider) throws IOException {
        try {
            provider.resolveCredentials();
        } catch (SdkException e) {
            throw new IOException(
                    "uploads to bucket " + bucket + " need AWS credentials and there are none: set"
                            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or make a profile in ~/.aws/credentials",
                    e);
        }
    }

    private Region chosenRegion() throws IOException {
        if (region.isPresent()) {
            return Region.of(region.get());
        }
        Optional<Region> found = RegionChoice.find(System.getenv());
        if (found.isEmpty() && endpoint.isEmpty()) {
            throw new IOException("uploads to bucket " + bucket + " need a region: set AWS_REGION");
        }
        return found.orElse(Region.of(REGION_WITH_ENDPOINT));
    }

    /** Returns the function from a recording to its key. A later change of this builder does not change it. */
    private Function<Path, String> keys() {
        StringBuilder folder = new StringBuilder();
        if (!prefix.isEmpty()) {
            folder.append(prefix).append('/');
        }
        host.ifPresent(name -> folder.append(name).append('/'));
        String start = folder.toString();
        return recording -> start + recording.getFileName();
    }
}

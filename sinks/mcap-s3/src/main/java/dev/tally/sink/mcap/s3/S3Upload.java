package dev.tally.sink.mcap.s3;

import dev.tally.sink.mcap.RecordingUpload;
import dev.tally.sink.mcap.s3.internal.ObjectStore;
import dev.tally.sink.mcap.s3.internal.UploadWorker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Uploads finished recordings to a bucket of S3, or of what speaks like it, as {@code PREFIX/FILE} or
 * {@code PREFIX/HOST/FILE}.
 *
 * <pre>{@code
 * RecordingUpload upload = S3Upload.to("telemetry").endpoint(URI.create("https://minio.local:9000")).open();
 * McapSink sink = McapSink.into(directory).upload(upload).open(); // closes the upload with itself
 * }</pre>
 *
 * <p>What waits is on the disk, beside it a marker that survives restarts; a marker goes when the bucket has the file. A
 * file whose upload was answered by nobody goes once more, under the same key.
 *
 * <p><b>Threads.</b> {@link #offer} and {@link #close} are for any. A thread of its own uploads.
 *
 * <p><b>Cost.</b> Files are streamed, those above 64 MiB in parts of 16 MiB or more; nothing is done while none waits.
 *
 * <p><b>Failure.</b> Anything but success is tried again, after times that double up to five minutes, for as long as it
 * takes. Two hosts that begin a recording in the same second need {@link Builder#hostInKey} or prefixes of their own, for
 * the later one would take the place of the other.
 */
public final class S3Upload implements RecordingUpload {
    private final UploadWorker worker;
    private final Thread thread;
    private final UploadListener listener;
    private final Duration closeWithin;

    private S3Upload(Builder builder, S3Client client) {
        this.listener = builder.listener;
        this.closeWithin = builder.closeWithin;
        this.worker = new UploadWorker(
                new ObjectStore(client, builder.bucket, builder.multipartAbove),
                builder::key,
                builder.listener,
                builder.firstWait,
                builder.longestWait);
        this.thread = new Thread(worker, "tally-s3");
        thread.setDaemon(true);
        thread.start();
    }

    /** An upload into a bucket, which must exist. */
    public static Builder to(String bucket) {
        if (bucket.isBlank()) {
            throw new IllegalArgumentException("the bucket's name is empty");
        }
        return new Builder(bucket);
    }

    @Override
    public void offer(Path recording) {
        worker.offer(recording);
    }

    /** How many recordings the bucket has taken. */
    public long uploaded() {
        return worker.uploaded();
    }

    /** How many wait, the one that travels included. */
    public int waiting() {
        return worker.waiting().size();
    }

    /**
     * Gives each that waits one more attempt, begun within {@link Builder#closeWithin}, and tells the listener which are
     * then left for the next run. Idempotent. An attempt whose answer is still out is not waited for after that time.
     */
    @Override
    public void close() {
        boolean first = worker.close(closeWithin);
        try {
            thread.join(UploadWorker.joinMillis(closeWithin));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (first) {
            worker.waiting().forEach(listener::left);
        }
    }

    /** Where to upload, and as whom. */
    public static final class Builder {
        /** The default of {@link #prefix}: {@value}. */
        public static final String DEFAULT_PREFIX = "recordings";

        private static final String REGION_WITH_ENDPOINT =
                "us-east-1"; // what compatible servers expect of who has none
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

        private Builder(String bucket) {
            this.bucket = bucket;
        }

        /** What keys begin with, without the slash behind it; may be empty. */
        public Builder prefix(String prefix) {
            this.prefix = prefix.replaceAll("^/+|/+$", "");
            return this;
        }

        /** Puts this name between prefix and file, so that hosts cannot take each other's keys. */
        public Builder hostInKey(String hostName) {
            if (hostName.isBlank() || hostName.contains("/")) {
                throw new IllegalArgumentException("host name is '" + hostName + "'");
            }
            this.host = Optional.of(hostName);
            return this;
        }

        /**
         * The server, for anything but AWS itself.
         *
         * @throws IllegalArgumentException if it is not {@code http://} or {@code https://} with a host
         */
        public Builder endpoint(URI endpoint) {
            if (endpoint.getHost() == null || !isHttp(endpoint)) {
                throw new IllegalArgumentException(
                        "endpoint is " + endpoint + "; it needs http:// or https:// and a host");
            }
            this.endpoint = Optional.of(endpoint);
            return this;
        }

        private static boolean isHttp(URI endpoint) {
            return "http".equalsIgnoreCase(endpoint.getScheme()) || "https".equalsIgnoreCase(endpoint.getScheme());
        }

        /** The region; by default that of the standard chain, or {@code us-east-1} with an endpoint. */
        public Builder region(String region) {
            this.region = Optional.of(region);
            return this;
        }

        /** Whether the bucket stands in the path instead of the host name; by default, with an endpoint. */
        public Builder pathStyle(boolean pathStyle) {
            this.pathStyle = Optional.of(pathStyle);
            return this;
        }

        /** Credentials other than those of the standard chain. */
        public Builder credentials(String accessKeyId, String secretAccessKey) {
            this.credentials = Optional.of(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey)));
            return this;
        }

        /** Credentials for a time. */
        public Builder credentials(String accessKeyId, String secretAccessKey, String sessionToken) {
            this.credentials = Optional.of(StaticCredentialsProvider.create(
                    AwsSessionCredentials.create(accessKeyId, secretAccessKey, sessionToken)));
            return this;
        }

        /** How long closing goes on uploading what waits: 30 seconds by default. The rest waits for the next run. */
        public Builder closeWithin(Duration deadline) {
            this.closeWithin = deadline;
            return this;
        }

        /** The waiting time after a first failure, and the longest one. */
        public Builder backoff(Duration first, Duration longest) {
            if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
                throw new IllegalArgumentException("backoff from " + first + " to " + longest);
            }
            this.firstWait = first;
            this.longestWait = longest;
            return this;
        }

        /** Files with more bytes than this go in parts; 64 MiB by default. */
        public Builder multipartAbove(long bytes) {
            this.multipartAbove = bytes;
            return this;
        }

        /** Hears what becomes of uploads. */
        public Builder listener(UploadListener listener) {
            this.listener = listener;
            return this;
        }

        /**
         * Checks that there are credentials and a region, and starts. The server is not asked yet: it may be down.
         *
         * @throws IOException saying what is missing, and how to give it
         */
        public S3Upload open() throws IOException {
            AwsCredentialsProvider provider = credentials.orElseGet(
                    () -> DefaultCredentialsProvider.builder().build());
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
            return new S3Upload(this, builder.build());
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
            try {
                return new DefaultAwsRegionProviderChain().getRegion();
            } catch (SdkException e) {
                if (endpoint.isPresent()) {
                    return Region.of(REGION_WITH_ENDPOINT);
                }
                throw new IOException("uploads to bucket " + bucket + " need a region: set AWS_REGION", e);
            }
        }

        private String key(Path recording) {
            StringBuilder key = new StringBuilder();
            if (!prefix.isEmpty()) {
                key.append(prefix).append('/');
            }
            host.ifPresent(name -> key.append(name).append('/'));
            return key.append(recording.getFileName()).toString();
        }
    }
}

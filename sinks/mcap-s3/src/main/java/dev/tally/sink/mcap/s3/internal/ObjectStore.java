package dev.tally.sink.mcap.s3.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * A bucket that files are put into.
 *
 * <p><b>Cost.</b> A file is streamed from the disk and never in memory as a whole; a large one goes in parts, one after
 * the other.
 */
public final class ObjectStore implements AutoCloseable {
    private static final String MEDIA_TYPE = "application/octet-stream";
    private static final long MIN_PART = 16L << 20;
    private static final int MAX_PARTS = 10_000;

    private final S3Client client;
    private final String bucket;
    private final long multipartAbove;

    /**
     * Creates a store, which asks nothing of its server yet.
     *
     * @param multipartAbove files with more bytes go in parts
     */
    public ObjectStore(S3Client client, String bucket, long multipartAbove) {
        this.client = client;
        this.bucket = bucket;
        this.multipartAbove = multipartAbove;
    }

    /**
     * Puts the file under a key, in place of any object that is there.
     *
     * @throws IOException if the file cannot be read, or the answer is not that of an S3 server that has stored it
     * @throws SdkException if the store did not take it
     */
    public void put(Path file, String key) throws IOException {
        long size = Files.size(file);
        try {
            if (size > multipartAbove) {
                putInParts(file, key, size);
            } else {
                PutObjectResponse stored = client.putObject(
                        request -> request.bucket(bucket).key(key).contentType(MEDIA_TYPE), RequestBody.fromFile(file));
                StoredAnswer.require(stored, "ETag", stored.eTag());
            }
        } catch (S3Exception e) {
            Optional<String> place = Redirect.placeOf(e);
            if (place.isPresent()) {
                throw new IOException(place.get(), e);
            }
            throw e;
        }
    }

    private void putInParts(Path file, String key, long size) throws IOException {
        CreateMultipartUploadResponse begun = client.createMultipartUpload(
                request -> request.bucket(bucket).key(key).contentType(MEDIA_TYPE));
        String upload = StoredAnswer.require(begun, "upload id", begun.uploadId());
        boolean complete = false;
        try {
            List<CompletedPart> parts = parts(file, key, size, upload);
            CompleteMultipartUploadResponse completed = client.completeMultipartUpload(request ->
                    request.bucket(bucket).key(key).uploadId(upload).multipartUpload(list -> list.parts(parts)));
            StoredAnswer.require(completed, "ETag", completed.eTag());
            complete = true;
        } finally {
            if (!complete) {
                abort(key, upload);
            }
        }
    }

    private List<CompletedPart> parts(Path file, String key, long size, String upload) throws IOException {
        long partSize = Math.max(MIN_PART, (size + MAX_PARTS - 1) / MAX_PARTS);
        List<CompletedPart> parts = new ArrayList<>();
        for (long offset = 0; offset < size; offset += partSize) {
            RequestBody part = part(file, offset, Math.min(partSize, size - offset));
            int number = parts.size() + 1;
            UploadPartResponse stored = client.uploadPart(
                    request -> request.bucket(bucket).key(key).uploadId(upload).partNumber(number), part);
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(StoredAnswer.require(stored, "ETag", stored.eTag()))
                    .build());
        }
        return parts;
    }

    private static RequestBody part(Path file, long offset, long length) {
        return RequestBody.fromContentProvider(() -> range(file, offset, length), length, MEDIA_TYPE);
    }

    /** Opens the file anew, because the SDK repeats attempts, and ends with the part. */
    private static InputStream range(Path file, long offset, long length) {
        try {
            FileChannel channel = FileChannel.open(file).position(offset);
            return new BoundedStream(Channels.newInputStream(channel), length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void abort(String key, String upload) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException unreachable) {
            // The bucket's rule for incomplete uploads removes it; the error that led here is the one to report.
        }
    }

    /** Names the bucket and its server, for messages, because those of the SDK often name neither. */
    @Override
    public String toString() {
        return client.serviceClientConfiguration()
                .endpointOverride()
                .map(endpoint -> "bucket " + bucket + " at " + endpoint)
                .orElse("bucket " + bucket);
    }

    @Override
    public void close() {
        client.close();
    }
}

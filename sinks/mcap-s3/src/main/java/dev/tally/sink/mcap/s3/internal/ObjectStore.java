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
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A bucket that files are put into.
 *
 * <p><b>Cost.</b> A file is streamed from the disk, never in memory; a large one in parts, one after the other.
 */
public final class ObjectStore implements AutoCloseable {
    private static final String MEDIA_TYPE = "application/octet-stream";
    private static final long MIN_PART = 16L << 20;
    private static final int MAX_PARTS = 10_000;

    private final S3Client client;
    private final String bucket;
    private final long multipartAbove;

    /** @param multipartAbove files with more bytes go in parts */
    public ObjectStore(S3Client client, String bucket, long multipartAbove) {
        this.client = client;
        this.bucket = bucket;
        this.multipartAbove = multipartAbove;
    }

    /**
     * Puts the file under a key, over whatever was there.
     *
     * @throws IOException if the file cannot be read
     * @throws SdkException if the store did not take it
     */
    public void put(Path file, String key) throws IOException {
        long size = Files.size(file);
        if (size > multipartAbove) {
            putInParts(file, key, size);
        } else {
            client.putObject(
                    request -> request.bucket(bucket).key(key).contentType(MEDIA_TYPE), RequestBody.fromFile(file));
        }
    }

    private void putInParts(Path file, String key, long size) {
        String upload = client.createMultipartUpload(
                        request -> request.bucket(bucket).key(key).contentType(MEDIA_TYPE))
                .uploadId();
        boolean complete = false;
        try {
            List<CompletedPart> parts = parts(file, key, size, upload);
            client.completeMultipartUpload(request ->
                    request.bucket(bucket).key(key).uploadId(upload).multipartUpload(list -> list.parts(parts)));
            complete = true;
        } finally {
            if (!complete) {
                abort(key, upload);
            }
        }
    }

    private List<CompletedPart> parts(Path file, String key, long size, String upload) {
        long partSize = Math.max(MIN_PART, (size + MAX_PARTS - 1) / MAX_PARTS);
        List<CompletedPart> parts = new ArrayList<>();
        for (long offset = 0; offset < size; offset += partSize) {
            long from = offset;
            int number = parts.size() + 1;
            RequestBody part = part(file, from, Math.min(partSize, size - from));
            String tag = client.uploadPart(
                            request -> request.bucket(bucket)
                                    .key(key)
                                    .uploadId(upload)
                                    .partNumber(number),
                            part)
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        }
        return parts;
    }

    private static RequestBody part(Path file, long offset, long length) {
        return RequestBody.fromContentProvider(() -> range(file, offset, length), length, MEDIA_TYPE);
    }

    /** Opened anew for each attempt, and read to the part's end only. */
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
            // The bucket's rule for incomplete uploads has to do it; the error that led here is the one to report.
        }
    }

    /** The bucket and where it is, for messages: the SDK's often name neither. */
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

package dev.tally.sink.mcap.s3;

import dev.tally.sink.mcap.RecordingUpload;
import dev.tally.sink.mcap.s3.internal.UploadWorker;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Uploads finished recordings to a bucket of S3, or of a compatible server, as {@code PREFIX/FILE} or
 * {@code PREFIX/HOST/FILE}.
 *
 * <pre>{@code
 * RecordingUpload upload = S3Upload.to("telemetry").endpoint(URI.create("https://minio.local:9000")).start();
 * McapSink sink = McapSink.into(directory).upload(upload).start(); // closes the upload with itself
 * }</pre>
 *
 * <p>Each recording that waits has a marker on the disk, which survives restarts and is deleted when the bucket has the
 * file. An upload without an answer is repeated under the same key. The marker is locked during the upload: several
 * programs in one directory upload each recording once.
 *
 * <p><b>Threads.</b> {@link #offer} and {@link #close} may be called by any thread. The upload has a thread of its own.
 *
 * <p><b>Cost.</b> Files are streamed, those above 64 MiB in parts of 16 MiB or more; nothing is done while none waits.
 *
 * <p><b>Failure.</b> An upload that fails is retried, after pauses that double up to five minutes, until it succeeds.
 * Success is a 2xx answer with an ETag that is no HTML page; redirects are not followed, but the error names their
 * place. Two hosts that begin a recording in the same second need {@link S3UploadBuilder#hostInKey} or prefixes of
 * their own, because the later upload would replace the other.
 */
public final class S3Upload implements RecordingUpload {
    private final UploadWorker worker;
    private final Thread thread;
    private final UploadListener listener;
    private final Duration closeWithin;

    S3Upload(UploadWorker worker, UploadListener listener, Duration closeWithin) {
        this.worker = worker;
        this.listener = listener;
        this.closeWithin = closeWithin;
        this.thread = new Thread(worker, "tally-s3");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Begins the configuration of an upload.
     *
     * @param bucket the name of a bucket that exists
     * @return a builder with the defaults
     * @throws IllegalArgumentException if the name is blank
     */
    public static S3UploadBuilder to(String bucket) {
        if (bucket.isBlank()) {
            throw new IllegalArgumentException("the bucket's name is empty");
        }
        return new S3UploadBuilder(bucket);
    }

    @Override
    public void offer(Path recording) {
        worker.offer(recording);
    }

    /** {@return how many recordings the bucket has taken} */
    public long uploaded() {
        return worker.uploaded();
    }

    /** {@return how many recordings wait, including the one that is being uploaded} */
    public int waiting() {
        return worker.waiting().size();
    }

    /**
     * Attempts each recording that waits once more, if the attempt begins within {@link S3UploadBuilder#closeWithin},
     * and tells the listener which are then left for the next run. An answer that has not come by then is not waited
     * for. Idempotent.
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
}

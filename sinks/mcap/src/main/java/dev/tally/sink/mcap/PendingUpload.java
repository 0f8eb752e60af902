package dev.tally.sink.mcap;

import dev.tally.sink.mcap.internal.LockedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A recording that waits for its upload. While this is open, no other uploader takes it.
 *
 * <p>The marker is locked, against other programs too. {@link RecordingUpload}s claim each recording with it, so that
 * several of them in one directory upload each recording once.
 *
 * <p><b>Threads.</b> {@link #claim} is for any thread, an instance for one at a time.
 */
public final class PendingUpload implements AutoCloseable {
    private final LockedFile marker;

    private PendingUpload(LockedFile marker) {
        this.marker = marker;
    }

    /**
     * Claims a recording.
     *
     * @param recording a finished recording
     * @return empty if another uploader has claimed it, or if it has no marker, because its upload is done
     * @throws IOException if the marker cannot be opened or locked
     */
    public static Optional<PendingUpload> claim(Path recording) throws IOException {
        return LockedFile.lock(marker(recording)).map(PendingUpload::new);
    }

    /**
     * Tells whether the upload of a recording is not done.
     *
     * @param recording a finished recording
     * @return whether it has a marker
     */
    public static boolean isPending(Path recording) {
        return Files.exists(marker(recording), LinkOption.NOFOLLOW_LINKS);
    }

    private static Path marker(Path recording) {
        return recording.resolveSibling(recording.getFileName() + RecordingUpload.MARKER);
    }

    /**
     * Deletes the marker, because the recording has been uploaded, and releases the claim.
     *
     * @throws IOException if the marker cannot be deleted; the recording will be uploaded again
     */
    public void done() throws IOException {
        marker.delete();
    }

    /** Releases the claim. Without {@link #done} the recording still waits. Idempotent. */
    @Override
    public void close() {
        marker.close();
    }
}

package dev.tally.examples.client;

import dev.tally.mcap.RepairOutcome;
import dev.tally.sink.mcap.RecordingListener;
import dev.tally.sink.mcap.RecordingStatus;
import dev.tally.sink.mcap.s3.UploadListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what becomes of recordings and their uploads. */
final class RecordingAnnouncements implements RecordingListener, UploadListener {
    private static final Logger LOG = LoggerFactory.getLogger("activity-client");

    @Override
    public void begun(Path part) {
        LOG.info("recording into {}", part);
    }

    @Override
    public void finished(Path recording, long messages) {
        LOG.info("recorded {}: {} messages", recording, messages);
    }

    @Override
    public void repaired(Path recording, RepairOutcome outcome) {
        LOG.info("completed {}, which had been left unfinished: {} messages", recording, outcome.messages());
    }

    @Override
    public void deleted(Path recording) {
        LOG.info("deleted {}: it was older than the retention time", recording);
    }

    @Override
    public void failed(String what, IOException why) {
        LOG.warn("{}; samples are dropped and counted, and recording is tried again every 2 s", what);
    }

    @Override
    public void warned(String what) {
        LOG.warn("{}", what);
    }

    /** Logs how many samples are in no recording, if there are any. Called when the recorder has been closed. */
    static void ended(RecordingStatus last) {
        missing(last).ifPresent(LOG::warn);
    }

    /** Returns a sentence about the samples that no recording holds; empty if there are none. */
    static Optional<String> missing(RecordingStatus last) {
        long missing = last.dropped() + last.pending();
        return missing == 0
                ? Optional.empty()
                : Optional.of(
                        missing + " of " + last.published() + " live samples are in no recording: a file was removed or"
                                + " replaced while it was written, or the disk was full, failed or was too slow");
    }

    @Override
    public void uploaded(Path recording, String key) {
        LOG.info("uploaded {} as {}", recording, key);
    }

    @Override
    public void failed(Path recording, String why, Duration retryIn) {
        String kept = retryIn.isZero()
                ? ""
                : "; the recording is kept, and its upload is tried again within " + Math.max(1, retryIn.toSeconds())
                        + " s";
        LOG.warn("upload of {} failed: {}{}", recording, why, kept);
    }

    @Override
    public void left(Path recording) {
        LOG.warn("{} is not uploaded yet; the next run uploads it", recording);
    }
}

package dev.tally.examples.client;

import dev.tally.mcap.RepairOutcome;
import dev.tally.sink.mcap.RecordingListener;
import dev.tally.sink.mcap.s3.UploadListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what becomes of recordings and their uploads into the log. */
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
        LOG.info("completed {}, which was left unfinished: {} messages", recording, outcome.messages());
    }

    @Override
    public void deleted(Path recording) {
        LOG.info("deleted {}: it is old", recording);
    }

    @Override
    public void failed(String what, IOException why) {
        LOG.warn("{}; samples are dropped and counted, tried again every 2 s", what);
    }

    @Override
    public void warned(String what) {
        LOG.warn("{}", what);
    }

    @Override
    public void uploaded(Path recording, String key) {
        LOG.info("uploaded {} as {}", recording, key);
    }

    @Override
    public void failed(Path recording, String why, Duration retryIn) {
        String kept = retryIn.isZero() ? "" : "; kept, retry in at most " + Math.max(1, retryIn.toSeconds()) + " s";
        LOG.warn("upload of {} failed: {}{}", recording, why, kept);
    }

    @Override
    public void left(Path recording) {
        LOG.warn("{} is not uploaded; it waits for the next run", recording);
    }
}

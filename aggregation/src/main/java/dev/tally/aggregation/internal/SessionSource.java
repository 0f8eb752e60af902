package dev.tally.aggregation.internal;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureSession;

/**
 * Gives the sampler access to the running source.
 *
 * @param watch knows whether the source is live
 * @param session reaches the source, also after it was opened again
 */
public record SessionSource(SourceWatch watch, CaptureSession session) implements Sampler.Source {
    @Override
    public boolean isLive() {
        return watch.isLive();
    }

    @Override
    public void sync() throws CaptureException {
        session.sync();
    }

    @Override
    public void flush() {
        session.flush();
    }
}

package dev.tally.aggregation.internal;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureSession;
import dev.tally.capture.InputHandler;
import dev.tally.capture.spi.InputSource;

/**
 * A source that is already open, for one session: a source cannot be run twice.
 *
 * <p><b>Threads.</b> Any.
 */
public final class SingleSource implements PausableCapture.Opener {
    private final InputSource source;
    private boolean used;

    /** Creates the opener of a source, which the session closes, or {@link #close} if there never was one. */
    public SingleSource(InputSource source) {
        this.source = source;
    }

    @Override
    public synchronized CaptureSession start(InputHandler handler, SourceWatch watch) throws CaptureException {
        if (used) {
            throw new CaptureException(
                    "this source was open and cannot be opened again; to pause and resume, give the monitor a backend");
        }
        used = true;
        return CaptureSession.start(source, handler, watch);
    }

    @Override
    public synchronized void close() {
        if (!used) {
            used = true;
            source.close();
        }
    }
}

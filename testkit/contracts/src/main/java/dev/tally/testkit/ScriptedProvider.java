package dev.tally.testkit;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.ProbeResult;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * A backend that opens the sources that it was given, one after the other, and fails when none is left, as if the
 * system were gone.
 */
public final class ScriptedProvider implements CaptureProvider {
    private final Queue<InputSource> sources;

    /**
     * Creates a backend.
     *
     * @param sources the sources to open, in this order
     */
    public ScriptedProvider(InputSource... sources) {
        this.sources = new ArrayDeque<>(List.of(sources));
    }

    /**
     * Adds a source, so that the next attempt to open succeeds.
     *
     * @param source the source that is opened after the earlier ones
     */
    public synchronized void add(InputSource source) {
        sources.add(source);
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public int priority() {
        return -1;
    }

    @Override
    public ProbeResult probe(CaptureOptions options) {
        return ProbeResult.of(Availability.available("what the test says"));
    }

    @Override
    public synchronized InputSource open(CaptureOptions options) throws CaptureException {
        InputSource next = sources.poll();
        if (next == null) {
            throw new CaptureException("scripted: the system is gone");
        }
        return next;
    }
}

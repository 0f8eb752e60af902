package dev.tally.capture.spi;

import dev.tally.capture.MotionUnit;

/**
 * The properties of a source that its reports can be relied on to have.
 *
 * @param description the backend and what it reads, for people, for example {@code xrecord :0 (socket)}
 * @param motionUnit the unit of {@link dev.tally.capture.InputHandler#motion}
 * @param tellsRepeats whether {@link dev.tally.capture.InputHandler#keyRepeat} is called for auto-repeat; if false, the
 *     repeats of a held key are not reported at all
 * @param reportsGaps whether {@link dev.tally.capture.InputHandler#gap} is called when the system drops reports; if false,
 *     the system does not tell
 */
public record SourceTraits(String description, MotionUnit motionUnit, boolean tellsRepeats, boolean reportsGaps) {}

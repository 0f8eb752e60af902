package dev.tally.capture.spi;

import dev.tally.capture.MotionUnit;

/**
 * What can be relied on in the reports of a source.
 *
 * @param description the backend and what it reads, for people: {@code xrecord :0 (socket)}
 * @param motionUnit the unit of {@code InputHandler.motion}
 * @param tellsRepeats whether auto-repeat is reported as such; if not, a held key is not counted at all
 * @param reportsGaps whether {@code InputHandler.gap} is called when the system drops reports
 */
public record SourceTraits(String description, MotionUnit motionUnit, boolean tellsRepeats, boolean reportsGaps) {}

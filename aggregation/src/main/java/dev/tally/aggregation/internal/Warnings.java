package dev.tally.aggregation.internal;

import dev.tally.aggregation.MonitorListener;
import org.slf4j.Logger;

/**
 * Writes warnings to the log and tells them to the listener, which gets them also where nobody has set up a log.
 *
 * @param log the log of the class that warns
 * @param listener the listener of the monitor, guarded
 */
record Warnings(Logger log, MonitorListener listener) {

    /** Warns. */
    void warn(String message) {
        log.warn(message);
        listener.warning(message);
    }

    /** Warns; the log also has the stack trace of the exception. */
    void warn(String message, Throwable why) {
        log.warn(message, why);
        listener.warning(message + ": " + why);
    }
}

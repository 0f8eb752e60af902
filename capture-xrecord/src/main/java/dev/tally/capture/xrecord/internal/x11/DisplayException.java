package dev.tally.capture.xrecord.internal.x11;

import dev.tally.capture.CaptureException;
import org.jspecify.annotations.Nullable;

/** A display that cannot be opened, or one that failed: the reason, and what would help. */
public final class DisplayException extends CaptureException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String remedy;
    private final boolean anotherWayMayHelp;

    private DisplayException(String reason, String remedy, boolean anotherWayMayHelp, @Nullable Throwable cause) {
        super(reason + "; " + remedy, cause);
        this.reason = reason;
        this.remedy = remedy;
        this.anotherWayMayHelp = anotherWayMayHelp;
    }

    /** It would fail in the same way on every connection. */
    public static DisplayException because(String reason, String remedy) {
        return new DisplayException(reason, remedy, false, null);
    }

    /** It failed underneath, for good. */
    public static DisplayException because(String reason, String remedy, Throwable cause) {
        return new DisplayException(reason, remedy, false, cause);
    }

    /** It was not let in, or did not get there; a library that knows more transports and authorisations may. */
    public static DisplayException notReached(String reason, String remedy, @Nullable Throwable cause) {
        return new DisplayException(reason, remedy, true, cause);
    }

    /** What is wrong. */
    public String reason() {
        return reason;
    }

    /** What the user can do. */
    public String remedy() {
        return remedy;
    }

    /** Whether another kind of connection may reach the same display. */
    public boolean anotherWayMayHelp() {
        return anotherWayMayHelp;
    }
}

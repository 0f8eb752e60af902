package dev.tally.capture.xrecord.internal.x11;

import dev.tally.capture.CaptureException;
import org.jspecify.annotations.Nullable;

/** An exception that tells why a display cannot be opened or has failed, and what the user can do. */
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

    /**
     * Creates an exception for a failure that another kind of connection would have too.
     *
     * @param reason what failed, where, and why
     * @param remedy what the user can do
     */
    public static DisplayException because(String reason, String remedy) {
        return new DisplayException(reason, remedy, false, null);
    }

    /**
     * Creates an exception for a failure that another kind of connection would have too.
     *
     * @param reason what failed, where, and why
     * @param remedy what the user can do
     * @param cause the underlying failure
     */
    public static DisplayException because(String reason, String remedy, Throwable cause) {
        return new DisplayException(reason, remedy, false, cause);
    }

    /**
     * Creates an exception for a server that was not reached or that refused us; a library that knows more transports and
     * authorisations may reach it.
     *
     * @param reason what failed, where, and why
     * @param remedy what the user can do
     * @param cause the underlying failure, if there is one
     */
    public static DisplayException notReached(String reason, String remedy, @Nullable Throwable cause) {
        return new DisplayException(reason, remedy, true, cause);
    }

    /** {@return what failed, where, and why} */
    public String reason() {
        return reason;
    }

    /** {@return what the user can do} */
    public String remedy() {
        return remedy;
    }

    /** {@return whether another kind of connection may reach the same display} */
    public boolean anotherWayMayHelp() {
        return anotherWayMayHelp;
    }
}

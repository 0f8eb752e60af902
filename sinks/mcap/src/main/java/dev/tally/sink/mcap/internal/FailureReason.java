package dev.tally.sink.mcap.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Says in words why something failed: the message of some exceptions is no more than a path. */
public final class FailureReason {

    private FailureReason() {}

    /** Returns the reason, to follow a colon. */
    public static String of(Throwable failure) {
        if (failure instanceof AccessDeniedException) {
            return "no permission for " + failure.getMessage();
        }
        if (failure instanceof NoSuchFileException) {
            return failure.getMessage() + " does not exist";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return failure.getMessage() + " exists already";
        }
        return failure instanceof IOException && failure.getMessage() != null
                ? failure.getMessage()
                : failure.toString();
    }
}

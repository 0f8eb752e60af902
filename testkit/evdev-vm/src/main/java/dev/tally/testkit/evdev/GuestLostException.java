package dev.tally.testkit.evdev;

import java.io.IOException;

/** The guest did not boot, is gone, or no longer answers: that says nothing about the command that was run in it. */
public final class GuestLostException extends IOException {
    private static final long serialVersionUID = 1L;

    GuestLostException(String message) {
        super(message);
    }
}

package dev.tally.capture;

/** Whether a backend could count input here and now, and if not, why and what would help. */
public sealed interface Availability {

    /**
     * The backend can be opened.
     *
     * @param detail what it would read, in a few words: a display, a number of devices
     */
    record Available(String detail) implements Availability {}

    /**
     * The backend cannot be opened.
     *
     * @param reason what is missing or refused, with the system's own words where there are any
     * @param remedy what the user can do about it
     */
    record Unavailable(String reason, String remedy) implements Availability {}

    /** Returns that the backend can be opened; {@code detail} says in a few words what it would read. */
    static Availability available(String detail) {
        return new Available(detail);
    }

    /** Returns that the backend cannot be opened; {@code reason} says why, {@code remedy} what the user can do about it. */
    static Availability unavailable(String reason, String remedy) {
        return new Unavailable(reason, remedy);
    }
}

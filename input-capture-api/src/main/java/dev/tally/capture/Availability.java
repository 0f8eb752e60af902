package dev.tally.capture;

/**
 * The answer to the question whether a backend can count input here and now.
 *
 * <p>It is either {@link Available} or {@link Unavailable}; the latter carries the reason and what the user can do about
 * it. Both are immutable and made for people: a program decides by the type and shows the texts.
 */
public sealed interface Availability {

    /**
     * The backend can be opened.
     *
     * @param detail what the backend would read, in a few words, for example a display or a number of devices
     */
    record Available(String detail) implements Availability {}

    /**
     * The backend cannot be opened.
     *
     * @param reason what is missing or refused, in the words of the system if it gave any
     * @param remedy what the user can do about it
     */
    record Unavailable(String reason, String remedy) implements Availability {}

    /**
     * Returns the answer that the backend can be opened.
     *
     * @param detail what the backend would read, in a few words, for example a display or a number of devices
     * @return an {@link Available}
     */
    static Availability available(String detail) {
        return new Available(detail);
    }

    /**
     * Returns the answer that the backend cannot be opened.
     *
     * @param reason what is missing or refused, in the words of the system if it gave any
     * @param remedy what the user can do about it
     * @return an {@link Unavailable}
     */
    static Availability unavailable(String reason, String remedy) {
        return new Unavailable(reason, remedy);
    }
}

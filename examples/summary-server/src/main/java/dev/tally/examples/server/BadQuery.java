package dev.tally.examples.server;

/** Thrown if a query of the API cannot be answered as it is; the message says which parameter, its value and what it may be. */
final class BadQuery extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_VALUE = 80;

    BadQuery(String message) {
        super(message, null, false, false);
    }

    /** Says that a parameter has a value that it cannot have. */
    static BadQuery of(String parameter, String value, String expected) {
        return new BadQuery(parameter + " is \"" + printable(value) + "\"; it must be " + expected);
    }

    /** Returns the answer to a request with this query. */
    Reply reply() {
        return Reply.error(400, "invalid_query", String.valueOf(getMessage()));
    }

    static String printable(String value) {
        String safe = value.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
        return safe.length() > LONGEST_VALUE ? safe.substring(0, LONGEST_VALUE) + "…" : safe;
    }
}

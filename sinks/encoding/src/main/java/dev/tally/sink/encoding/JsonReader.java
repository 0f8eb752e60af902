package dev.tally.sink.encoding;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON strictly: small messages, which may come from strangers.
 *
 * <p>An object becomes a {@code Map} in the order of the text, an array a {@code List}, a string a {@code String},
 * {@code true} and {@code false} a {@code Boolean}, and {@code null} becomes {@link #NULL}. A number without fraction
 * and exponent becomes a {@code Long}, or a {@code BigInteger} if it does not fit; any other number becomes a
 * {@code Double}. If an object has a name twice, the last value counts.
 *
 * <p>It accepts what RFC 8259 calls JSON and nothing more, nested at most {@value #MAX_DEPTH} deep, with numbers of at
 * most {@value #MAX_DIGITS} digits.
 *
 * <p><b>Failure.</b> A {@link SyntaxException} says what is wrong and where, without repeating the text.
 */
public final class JsonReader {
    /** The value of JSON's {@code null}. */
    public static final Object NULL = new Object();

    private static final int MAX_DEPTH = 32;
    private static final int MAX_DIGITS = 1_000; // reading more takes a time that grows with the square
    private static final int LONG_LENGTH = 18; // any number of so many characters fits

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * Reads a text that holds one value.
     *
     * @param text the JSON
     * @return the value, as the class documentation says
     * @throws SyntaxException if the text is not JSON, or beyond the limits
     */
    public static Object read(String text) throws SyntaxException {
        JsonReader json = new JsonReader(text);
        Object value = json.value();
        json.skipSpace();
        if (json.at < text.length()) {
            throw json.error("more text after the value");
        }
        return value;
    }

    private Object value() throws SyntaxException {
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", NULL);
            default -> number();
        };
    }

    private Map<String, Object> object() throws SyntaxException {
        enter();
        Map<String, Object> members = new LinkedHashMap<>();
        if (!isClosedBy('}')) {
            do {
                skipSpace();
                String name = string();
                skipSpace();
                expect(':');
                members.put(name, value());
            } while (isContinued('}'));
        }
        depth--;
        return members;
    }

    private List<Object> array() throws SyntaxException {
        enter();
        List<Object> elements = new ArrayList<>();
        if (!isClosedBy(']')) {
            do {
                elements.add(value());
            } while (isContinued(']'));
        }
        depth--;
        return elements;
    }

    private void enter() throws SyntaxException {
        if (++depth > MAX_DEPTH) {
            throw error("nested deeper than " + MAX_DEPTH);
        }
        at++;
    }

    private boolean isClosedBy(char end) throws SyntaxException {
        skipSpace();
        if (peek() == end) {
            at++;
            return true;
        }
        return false;
    }

    private boolean isContinued(char end) throws SyntaxException {
        skipSpace();
        char c = peek();
        if (c != ',' && c != end) {
            throw error("',' or '" + end + "' expected");
        }
        at++;
        return c == ',';
    }

    private String string() throws SyntaxException {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw error("control character in a string");
            }
            out.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() throws SyntaxException {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw error("unknown escape");
        };
    }

    private char unicode() throws SyntaxException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            code = code << 4 | hexDigit(next());
        }
        return (char) code;
    }

    /** Only ASCII: {@code Character.digit} also accepts the digits of other scripts. */
    private int hexDigit(char c) throws SyntaxException {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        char lower = (char) (c | 0x20);
        if (c < 0x80 && lower >= 'a' && lower <= 'f') {
            return lower - 'a' + 10;
        }
        throw error("hexadecimal digit expected");
    }

    private Object word(String word, Object value) throws SyntaxException {
        if (!text.startsWith(word, at)) {
            throw error("value expected");
        }
        at += word.length();
        return value;
    }

    private Object number() throws SyntaxException {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        boolean whole = true;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
            whole = false;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
            whole = false;
        }
        return number(text.substring(start, at), whole);
    }

    private Object number(String number, boolean whole) throws SyntaxException {
        if (number.length() > MAX_DIGITS
                && number.chars().filter(c -> c >= '0' && c <= '9').count() > MAX_DIGITS) {
            throw error("number of more than " + MAX_DIGITS + " digits");
        }
        if (!whole) {
            return Double.parseDouble(number);
        }
        if (number.length() <= LONG_LENGTH) {
            return Long.parseLong(number);
        }
        BigInteger large = new BigInteger(number);
        return large.bitLength() < Long.SIZE ? large.longValue() : large;
    }

    private void digits() throws SyntaxException {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw error("value expected");
        }
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void expect(char expected) throws SyntaxException {
        if (peek() != expected) {
            throw error("'" + expected + "' expected");
        }
        at++;
    }

    private char peek() throws SyntaxException {
        if (at >= text.length()) {
            throw error("unexpected end");
        }
        return text.charAt(at);
    }

    private char next() throws SyntaxException {
        char c = peek();
        at++;
        return c;
    }

    private SyntaxException error(String what) {
        return new SyntaxException(what, at);
    }

    /** Thrown for a text that is not JSON. The message says what is wrong and where, without repeating the text. */
    public static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        private SyntaxException(String what, int at) {
            super(what + " at character " + at, null, false, false);
        }
    }
}

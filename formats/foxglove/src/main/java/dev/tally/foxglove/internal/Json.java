package dev.tally.foxglove.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict JSON reader for what clients send: small messages from strangers.
 *
 * <p>Objects become {@code Map}, arrays {@code List}, whole numbers that fit {@code Long}, other numbers {@code Double},
 * {@code null} becomes {@link #NULL}. Of a repeated name the last value counts.
 *
 * <p><b>Failure.</b> {@link SyntaxException} for everything else, nesting beyond {@value #MAX_DEPTH} included.
 */
final class Json {
    static final Object NULL = new Object();
    private static final int MAX_DEPTH = 32;

    /** The text is no JSON; the message says where, without repeating the text. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String what, int at) {
            super(what + " at character " + at, null, false, false);
        }
    }

    private final String text;
    private int at;
    private int depth;

    private Json(String text) {
        this.text = text;
    }

    static Object parse(String text) throws SyntaxException {
        Json json = new Json(text);
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
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw error("hexadecimal digit expected");
            }
            code = code << 4 | digit;
        }
        return (char) code;
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

    private static Object number(String number, boolean whole) {
        if (whole && number.length() <= 18) {
            return Long.parseLong(number);
        }
        return Double.parseDouble(number);
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
}

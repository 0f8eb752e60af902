package dev.tally.sink.encoding;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON in UTF-8, without whitespace, into a buffer that grows as needed.
 *
 * <pre>{@code
 * byte[] message = json.reset().beginObject().field("op", "status").name("ids").beginArray().value(1).endArray()
 *         .endObject().toBytes();
 * }</pre>
 *
 * <p>The caller must write a value after each name and close what it opens; this is not checked. The writer adds commas
 * and escapes strings.
 *
 * <p><b>Threads.</b> One at a time.
 *
 * <p><b>Cost.</b> {@link #reset} keeps the buffer, so that a writer that is used again does not allocate it anew.
 */
public final class JsonWriter {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final int REPLACEMENT = 0xFFFD;

    private byte[] bytes = new byte[512];
    private int length;
    private boolean afterValue;

    /** Discards what was written, and keeps the buffer. */
    public JsonWriter reset() {
        length = 0;
        afterValue = false;
        return this;
    }

    /** Opens an object. */
    public JsonWriter beginObject() {
        return begin('{');
    }

    /** Closes the object that was opened last. */
    public JsonWriter endObject() {
        return end('}');
    }

    /** Opens an array. */
    public JsonWriter beginArray() {
        return begin('[');
    }

    /** Closes the array that was opened last. */
    public JsonWriter endArray() {
        return end(']');
    }

    /** Writes the name of a member. Its value must be written next. */
    public JsonWriter name(String name) {
        separate();
        quoted(name);
        put(':');
        return this;
    }

    /** Writes a whole number. */
    public JsonWriter value(long value) {
        separate();
        ascii(Long.toString(value));
        return valueWritten();
    }

    /**
     * Writes a number.
     *
     * @throws IllegalArgumentException for NaN and the infinities, which JSON does not have
     */
    public JsonWriter value(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value is " + value + "; JSON has only finite numbers");
        }
        separate();
        ascii(Double.toString(value));
        return valueWritten();
    }

    /** Writes {@code true} or {@code false}. */
    public JsonWriter value(boolean value) {
        separate();
        ascii(value ? "true" : "false");
        return valueWritten();
    }

    /** Writes a string. Half a surrogate pair, which UTF-8 cannot represent, becomes U+FFFD. */
    public JsonWriter value(String value) {
        separate();
        quoted(value);
        return valueWritten();
    }

    /** Writes a member: its name and its value. */
    public JsonWriter field(String name, long value) {
        return name(name).value(value);
    }

    /** Writes a member: its name and its value. */
    public JsonWriter field(String name, double value) {
        return name(name).value(value);
    }

    /** Writes a member: its name and its value. */
    public JsonWriter field(String name, boolean value) {
        return name(name).value(value);
    }

    /** Writes a member: its name and its value. */
    public JsonWriter field(String name, String value) {
        return name(name).value(value);
    }

    /** {@return a copy of what was written, in UTF-8} */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** {@return what was written} */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private JsonWriter begin(char bracket) {
        separate();
        put(bracket);
        afterValue = false;
        return this;
    }

    private JsonWriter end(char bracket) {
        put(bracket);
        return valueWritten();
    }

    private void separate() {
        if (afterValue) {
            put(',');
            afterValue = false;
        }
    }

    private JsonWriter valueWritten() {
        afterValue = true;
        return this;
    }

    private void quoted(String text) {
        put('"');
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            character(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c);
        }
        put('"');
    }

    private void character(int c) {
        if (c == '"' || c == '\\') {
            put('\\');
            put(c);
        } else if (c < 0x20) {
            ascii("\\u00");
            put(HEX[c >> 4]);
            put(HEX[c & 0xf]);
        } else {
            utf8(c);
        }
    }

    private void utf8(int c) {
        if (c < 0x80) {
            put(c);
        } else if (c < 0x800) {
            put(0xc0 | c >> 6);
            put(0x80 | c & 0x3f);
        } else if (c < 0x10000) {
            put(0xe0 | c >> 12);
            put(0x80 | c >> 6 & 0x3f);
            put(0x80 | c & 0x3f);
        } else {
            put(0xf0 | c >> 18);
            put(0x80 | c >> 12 & 0x3f);
            put(0x80 | c >> 6 & 0x3f);
            put(0x80 | c & 0x3f);
        }
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }

    private void put(int b) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) b;
    }
}

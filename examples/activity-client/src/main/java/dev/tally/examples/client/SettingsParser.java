package dev.tally.examples.client;

import dev.tally.examples.client.SettingsFile.Setting;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the text of a settings file as systemd reads an {@code EnvironmentFile=}: systemd.exec(5). What systemd would skip, a
 * line without {@code =}, and what it would accept in spite of a likely mistake, a quote without an end or a name that is set
 * twice, is an error here.
 *
 * <p><b>Privacy.</b> A message shows the name in a line and never the value, which may be a key.
 */
final class SettingsParser {
    /** What a backslash keeps its special meaning before, between double quotes. */
    private static final String ESCAPED_IN_QUOTES = "\"\\`$";

    private static final char END = '\0'; // refused in the text
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path path;
    private final String text;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private int at;
    private int line = 1;

    SettingsParser(Path path, String text) {
        this.path = path;
        this.text = text.replace("\r\n", "\n").replace('\r', '\n');
    }

    /**
     * Returns the settings by name.
     *
     * @throws UsageException if a line is wrong
     */
    Map<String, Setting> parse() {
        requireText();
        while (peek() != END) {
            char first = next();
            if (first == '#' || first == ';') {
                skipLine();
            } else if (!isSpace(first)) {
                at--;
                assignment();
            }
        }
        return settings;
    }

    private void requireText() {
        int zero = text.indexOf(END);
        if (zero >= 0) {
            line += (int) text.substring(0, zero).chars().filter(c -> c == '\n').count();
            throw wrong(line, "there is a zero byte, so this is not text; is it the right file?");
        }
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            throw wrong(line, "the file begins with a byte order mark; save it as UTF-8 without one");
        }
    }

    private void assignment() {
        int begin = line;
        int start = at;
        while (peek() != '=' && peek() != '\n' && peek() != END) {
            at++;
        }
        String name = text.substring(start, at).strip();
        if (peek() != '=') {
            throw wrong(
                    begin,
                    "there is no = after `" + Excerpt.of(name.split("[\\s:]", 2)[0])
                            + "`; write NAME=VALUE, and # before a comment");
        }
        at++;
        if (name.isEmpty()) {
            throw wrong(begin, "there is no name before the =; write NAME=VALUE, and # before a comment");
        }
        Setting before = settings.putIfAbsent(name, new Setting(value(), begin));
        if (before != null) {
            throw wrong(
                    begin,
                    "`" + Excerpt.of(name) + "` was already set in line " + before.line() + "; keep one of the two");
        }
    }

    /** Reads quoted parts and then one without quotes, up to the end of the line. */
    private String value() {
        StringBuilder value = new StringBuilder();
        while (peek() != END && peek() != '\n') {
            char c = next();
            if (c == '\'') {
                singleQuoted(value);
            } else if (c == '"') {
                doubleQuoted(value);
            } else if (!isSpace(c)) {
                at--;
                unquoted(value);
                break;
            }
        }
        return value.toString();
    }

    private void unquoted(StringBuilder value) {
        int end = value.length(); // without the spaces at the end
        while (peek() != END && peek() != '\n') {
            char c = next();
            if (c != '\\') {
                value.append(c);
            } else if (peek() == '\n') {
                next();
            } else if (peek() != END) {
                value.append(next());
            }
            end = c == '\\' || !isSpace(c) ? value.length() : end;
        }
        value.setLength(end);
    }

    private void singleQuoted(StringBuilder value) {
        int begin = line;
        for (char c = inQuotes(begin); c != '\''; c = inQuotes(begin)) {
            value.append(c);
        }
    }

    private void doubleQuoted(StringBuilder value) {
        int begin = line;
        for (char c = inQuotes(begin); c != '"'; c = inQuotes(begin)) {
            if (c != '\\') {
                value.append(c);
                continue;
            }
            char escaped = inQuotes(begin);
            if (ESCAPED_IN_QUOTES.indexOf(escaped) < 0 && escaped != '\n') {
                value.append(c);
            }
            if (escaped != '\n') {
                value.append(escaped);
            }
        }
    }

    private char inQuotes(int begin) {
        if (peek() == END) {
            throw wrong(begin, "the value begins with a quote that is never closed; add the closing quote");
        }
        return next();
    }

    private void skipLine() {
        while (peek() != END && peek() != '\n') {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private char next() {
        char c = text.charAt(at++);
        line += c == '\n' ? 1 : 0;
        return c;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n';
    }

    private UsageException wrong(int where, String what) {
        return new UsageException("in " + path + ", line " + where + ": " + what);
    }
}

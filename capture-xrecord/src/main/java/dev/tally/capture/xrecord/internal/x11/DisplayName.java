package dev.tally.capture.xrecord.internal.x11;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a display, as in DISPLAY, which tells where its X server listens.
 *
 * <p>The forms are {@code :0}, {@code :0.1}, {@code unix:0}, {@code host:0}, {@code host/unix:0}, {@code tcp/host:0}, {@code
 * host/tcp:0}, {@code [::1]:0}, {@code ::1:0}, {@code /path/of/socket}, {@code /path/of/socket.1} and {@code
 * unix:/path/of/socket}. The screen is ignored: input belongs to the display.
 *
 * @param text the name as it was written
 * @param host the host to reach over TCP; empty for a socket in the file system
 * @param number the number of the display, from 0
 * @param socket the socket in the file system; empty for TCP
 */
public record DisplayName(String text, Optional<String> host, int number, Optional<Path> socket) {
    private static final int TCP_BASE = 6000;
    private static final String SOCKETS = "/tmp/.X11-unix/X";
    private static final Pattern NUMBERED = Pattern.compile("(.*):(\\d{1,5})(?:\\.\\d{1,5})?", Pattern.DOTALL);
    private static final Pattern PATH = Pattern.compile("(?:unix:)?(/.*?)", Pattern.DOTALL);
    private static final Pattern SCREEN = Pattern.compile("(.+)\\.\\d{1,5}", Pattern.DOTALL);
    private static final Set<String> TCP = Set.of("tcp", "inet", "inet6");
    private static final Set<String> LOCAL = Set.of("unix", "local");

    /**
     * Reads a display name.
     *
     * @param text the name, for example {@code :0}
     * @throws DisplayException if the text is not a display name
     */
    public static DisplayName parse(String text) throws DisplayException {
        Matcher path = PATH.matcher(text);
        if (path.matches() && text.indexOf('\0') < 0) {
            try {
                return ofPath(text, path.group(1));
            } catch (InvalidPathException e) {
                throw malformed(text, "this locale cannot write it as a file name");
            }
        }
        Matcher parts = NUMBERED.matcher(text);
        if (!parts.matches()) {
            throw malformed(text, "it has no display number after a colon");
        }
        return ofHost(text, parts.group(1), Integer.parseInt(parts.group(2)));
    }

    private static DisplayName ofPath(String text, String file) {
        Path path = Path.of(file);
        Matcher screen = SCREEN.matcher(file);
        if (!Files.exists(path) && screen.matches()) {
            path = Path.of(screen.group(1));
        }
        Matcher numbered = NUMBERED.matcher(file);
        int number = numbered.matches() ? Integer.parseInt(numbered.group(2)) : numberOfSocket(path);
        return new DisplayName(text, Optional.empty(), number, Optional.of(path));
    }

    /** Returns the number to look for in the authority file: {@code /tmp/.X11-unix/X7} is display 7. */
    private static int numberOfSocket(Path path) {
        Matcher named = Pattern.compile("X(\\d{1,5})").matcher(String.valueOf(path.getFileName()));
        return named.matches() ? Integer.parseInt(named.group(1)) : 0;
    }

    private static DisplayName ofHost(String text, String before, int number) throws DisplayException {
        int slash = before.lastIndexOf('/');
        String left = slash < 0 ? "" : before.substring(0, slash).toLowerCase(Locale.ROOT);
        String right = before.substring(slash + 1).toLowerCase(Locale.ROOT);
        boolean protocolFirst = TCP.contains(left) || LOCAL.contains(left);
        if (slash >= 0 && !protocolFirst && !TCP.contains(right) && !LOCAL.contains(right)) {
            throw malformed(text, "its protocol is neither tcp nor unix");
        }
        String protocol = slash < 0 ? "" : protocolFirst ? left : right;
        String host = slash < 0 ? before : protocolFirst ? before.substring(slash + 1) : before.substring(0, slash);
        boolean local = LOCAL.contains(protocol)
                || protocol.isEmpty() && (host.isEmpty() || LOCAL.contains(host.toLowerCase(Locale.ROOT)));
        return local ? ofSocket(text, number) : ofTcp(text, host, number);
    }

    private static DisplayName ofSocket(String text, int number) {
        return new DisplayName(text, Optional.empty(), number, Optional.of(Path.of(SOCKETS + number)));
    }

    private static DisplayName ofTcp(String text, String host, int number) throws DisplayException {
        String plain = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (plain.endsWith(":") && !plain.endsWith("::")) {
            throw malformed(text, "two colons mean DECnet, which is gone");
        }
        if (number > 65535 - TCP_BASE) {
            throw malformed(text, "display " + number + " has no TCP port");
        }
        if (!plain.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw malformed(text, "its host name has blanks or other characters that a host name cannot have");
        }
        return new DisplayName(text, Optional.of(plain.isEmpty() ? "localhost" : plain), number, Optional.empty());
    }

    private static DisplayException malformed(String text, String why) {
        return DisplayException.because(
                "'" + Printable.of(text) + "' is not a display name: " + why,
                "write it as :0, host:0 or /path/of/socket, in DISPLAY or xrecord.display");
    }

    /** {@return the TCP port on which the server listens if it has a host} */
    int port() {
        return TCP_BASE + number;
    }

    @Override
    public String toString() {
        return Printable.of(text);
    }
}

package dev.tally.capture.xrecord.internal;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import dev.tally.capture.xrecord.internal.x11.DisplayName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of the backend: which display to connect to, and how.
 *
 * @param display the display, from {@code xrecord.display}, or else DISPLAY
 * @param authorityOption the file of cookies in {@code xrecord.xauthority}; empty if that is not set
 * @param authorityFile the name of the file of cookies: that one, or else XAUTHORITY, or else {@code ~/.Xauthority}
 * @param way the way to connect, from {@code xrecord.connection}
 */
record XRecordSettings(DisplayName display, Optional<Path> authorityOption, String authorityFile, Way way) {

    /** A way to connect. */
    enum Way {
        /** By socket, and through libxcb if the socket does not reach the server or is not accepted. */
        AUTO,
        /** By socket only. */
        SOCKET,
        /** Through libxcb only. */
        XCB;

        /** {@return the word for it in the setting and in messages} */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Checks the settings themselves, not what else the environment lacks.
     *
     * @throws CaptureException if one is unknown or wrong
     */
    static void check(CaptureOptions options) throws CaptureException {
        options.refuseUnknown(XRecordProvider.NAME, Set.of("display", "xauthority", "connection"));
        way(options);
        authority(options);
        if (options.get("xrecord.display").isPresent()) {
            DisplayName.parse(options.get("xrecord.display").get());
        }
    }

    static XRecordSettings of(CaptureOptions options, Map<String, String> environment) throws CaptureException {
        check(options);
        String display = options.get("xrecord.display")
                .or(() -> set(environment, "DISPLAY"))
                .orElseThrow(() -> DisplayException.because(
                        "DISPLAY is not set",
                        "run inside an X session, or set DISPLAY or xrecord.display to that of one, such as :0"));
        Optional<Path> authority = authority(options);
        String file = authority.map(Path::toString).orElseGet(() -> usual(environment));
        return new XRecordSettings(DisplayName.parse(display), authority, file, way(options));
    }

    private static Optional<Path> authority(CaptureOptions options) throws DisplayException {
        String file = options.get("xrecord.xauthority").orElse("");
        try {
            return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
        } catch (InvalidPathException e) {
            throw DisplayException.because(
                    "xrecord.xauthority is '" + file + "', which this locale cannot write as a file name",
                    "set LC_ALL=C.UTF-8, or name another file",
                    e);
        }
    }

    private static String usual(Map<String, String> environment) {
        return set(environment, "XAUTHORITY")
                .orElseGet(() -> set(environment, "HOME").orElse(System.getProperty("user.home", "")) + "/.Xauthority");
    }

    private static Way way(CaptureOptions options) throws CaptureException {
        String word = options.get("xrecord.connection").orElse(Way.AUTO.word());
        return Arrays.stream(Way.values())
                .filter(way -> way.word().equals(word))
                .findFirst()
                .orElseThrow(() -> DisplayException.because(
                        "xrecord.connection is '" + word + "', which is not a way to connect",
                        "set it to auto, socket or xcb"));
    }

    /** Returns the value of a variable; an empty one counts as not set, as in libX11. */
    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }
}

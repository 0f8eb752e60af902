package dev.tally.capture.xrecord.internal;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import dev.tally.capture.xrecord.internal.x11.DisplayName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which display, and how to get there.
 *
 * @param display from {@code xrecord.display}, else DISPLAY
 * @param authorityOption from {@code xrecord.xauthority}
 * @param authorityFile that one, else XAUTHORITY, else {@code .Xauthority} at home
 * @param way from {@code xrecord.connection}
 */
record XRecordSettings(DisplayName display, Optional<Path> authorityOption, Path authorityFile, Way way) {

    /** How to connect. */
    enum Way {
        /** By socket, and by libxcb if the socket does not get there. */
        AUTO,
        SOCKET,
        XCB;

        /** As it is written in the setting and shown to people. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static XRecordSettings of(CaptureOptions options, Map<String, String> environment) throws CaptureException {
        options.refuseUnknown(XRecordProvider.NAME, Set.of("display", "xauthority", "connection"));
        String display = options.get("xrecord.display")
                .or(() -> set(environment, "DISPLAY"))
                .orElseThrow(() -> DisplayException.because(
                        "DISPLAY is not set",
                        "run inside an X session, or set DISPLAY or xrecord.display to that of one, such as :0"));
        Optional<Path> authority = options.get("xrecord.xauthority")
                .filter(file -> !file.isEmpty())
                .map(Path::of);
        return new XRecordSettings(
                DisplayName.parse(display), authority, authority.orElseGet(() -> usual(environment)), way(options));
    }

    private static Path usual(Map<String, String> environment) {
        return set(environment, "XAUTHORITY")
                .map(Path::of)
                .orElseGet(() ->
                        Path.of(set(environment, "HOME").orElse(System.getProperty("user.home", "")), ".Xauthority"));
    }

    private static Way way(CaptureOptions options) throws CaptureException {
        String word = options.get("xrecord.connection").orElse(Way.AUTO.word());
        return Arrays.stream(Way.values())
                .filter(way -> way.word().equals(word))
                .findFirst()
                .orElseThrow(() -> DisplayException.because(
                        "xrecord.connection is '" + word + "', which is no way to connect",
                        "set it to auto, socket or xcb"));
    }

    /** A variable that is set to nothing counts as not set, as in libX11. */
    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }
}

package dev.tally.capture.evdev.internal;

import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings of the backend.
 *
 * <ul>
 *   <li>{@code evdev.directory}: where the devices are, default {@value #DEFAULT_DIRECTORY}
 *   <li>{@code evdev.include}: only devices whose name or path matches one of these patterns, of any kind;
 *       separated by commas, {@code *} and {@code ?} match any characters, upper and lower case are alike
 *   <li>{@code evdev.exclude}: no device whose name or path matches one of these; stronger than include
 *   <li>{@code evdev.virtual}: {@code include} (the default) or {@code exclude} devices that a program made
 *   <li>{@code evdev.all}: {@code true} to count gamepads, graphics tablets and accelerometers too
 *   <li>{@code evdev.wait}: {@code true} to open even if nothing can be read yet, and wait for it
 *   <li>{@code evdev.checkGrabs}: {@code true} to find out, when asked for the devices, which of them another program has
 *       grabbed, by grabbing each for a moment; opening never does
 * </ul>
 */
record EvdevSettings(
        String directory,
        List<Pattern> include,
        List<Pattern> exclude,
        boolean countsVirtual,
        boolean countsAll,
        boolean waits,
        boolean checksGrabs) {
    static final String DEFAULT_DIRECTORY = "/dev/input";

    private static final Set<String> KNOWN =
            Set.of("directory", "include", "exclude", "virtual", "all", "wait", "checkGrabs");
    /** Longer than any path or name of the kernel; a longer setting is refused. */
    private static final int LONGEST_PATTERN = 4096;

    static EvdevSettings of(CaptureOptions options) throws CaptureException {
        options.refuseUnknown(EvdevProvider.NAME, KNOWN);
        return new EvdevSettings(
                directory(options),
                patterns(options, "evdev.include"),
                patterns(options, "evdev.exclude"),
                oneOf(options, "evdev.virtual", "include", "exclude"),
                !oneOf(options, "evdev.all", "false", "true"),
                !oneOf(options, "evdev.wait", "false", "true"),
                !oneOf(options, "evdev.checkGrabs", "false", "true"));
    }

    private static String directory(CaptureOptions options) throws CaptureException {
        String directory = options.get("evdev.directory").orElse(DEFAULT_DIRECTORY);
        if (!directory.startsWith("/") || directory.indexOf('\0') >= 0) {
            throw new CaptureException("evdev.directory is '" + directory + "'; it must be an absolute path");
        }
        try {
            return Path.of(directory).toString(); // normalises it, so that the paths of devices begin with it
        } catch (InvalidPathException e) {
            throw new CaptureException(
                    "evdev.directory is '" + directory
                            + "', which this locale cannot write as a file name; set LC_ALL=C.UTF-8",
                    e);
        }
    }

    /** Returns whether a setting has the first of two values, which is also the default. */
    private static boolean oneOf(CaptureOptions options, String name, String first, String second)
            throws CaptureException {
        String value = options.get(name).orElse(first);
        if (!value.equals(first) && !value.equals(second)) {
            throw new CaptureException(name + " is '" + value + "'; it must be " + first + " or " + second);
        }
        return value.equals(first);
    }

    private static List<Pattern> patterns(CaptureOptions options, String name) throws CaptureException {
        String text = options.get(name).orElse("");
        if (text.length() > LONGEST_PATTERN) {
            throw new CaptureException(name + " is longer than " + LONGEST_PATTERN + " characters");
        }
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(glob -> !glob.isEmpty())
                .map(EvdevSettings::pattern)
                .toList();
    }

    /** Translates a glob into a pattern that matches the text between two stars once, where it first occurs: never slow. */
    private static Pattern pattern(String glob) {
        String[] parts = glob.toLowerCase(Locale.ROOT).split("\\*+", -1);
        StringBuilder regex = new StringBuilder(literally(parts[0]));
        for (int i = 1; i < parts.length - 1; i++) {
            regex.append("(?>.*?").append(literally(parts[i])).append(')');
        }
        if (parts.length > 1) {
            regex.append(".*").append(literally(parts[parts.length - 1]));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static String literally(String part) {
        return part.codePoints()
                .mapToObj(c -> c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
    }
}

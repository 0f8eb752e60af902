package dev.tally.examples.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Finds the options of sinks that are not chosen, or that need another one: they are ignored, which the user would not notice. */
final class SinkOptions {
    /** The beginning of the names of options, and the sinks that read them. */
    private static final Map<String, List<String>> SINKS = new LinkedHashMap<>();

    static {
        SINKS.put("--api-", List.of("http"));
        SINKS.put("--database", List.of("sqlite"));
        SINKS.put("--activitywatch-", List.of("activitywatch"));
        SINKS.put("--source", List.of("http", "sqlite", "activitywatch"));
        SINKS.put("--without", List.of("websocket", "mcap"));
        SINKS.put("--ws-", List.of("websocket"));
        SINKS.put("--mcap-", List.of("mcap"));
        SINKS.put("--foxglove-", List.of("mcap"));
        SINKS.put("--s3-", List.of("mcap"));
    }

    /** Options that are read only if another one is given. */
    private static final Map<String, String> NEEDS = Map.of(
            "--s3-prefix", "--s3-bucket",
            "--s3-endpoint-url", "--s3-bucket",
            "--s3-host-in-key", "--s3-bucket",
            "--foxglove-device-id", "--foxglove-project-id",
            "--foxglove-device-name", "--foxglove-project-id",
            "--ws-keystore-password-file", "--ws-keystore");

    private SinkOptions() {}

    /**
     * Checks the options on the command line.
     *
     * @param given the options on the command line
     * @param chosen the names of the chosen sinks
     * @throws UsageException if an option is given that none of the chosen sinks reads, or without the one that it needs
     */
    static void requireUsed(
            Collection<OptionSpec> given, CommandSpec command, ClientSettings settings, Set<String> chosen) {
        for (OptionSpec option : given) {
            List<String> sinks = sinksOf(option);
            if (isUnread(sinks, chosen)) {
                throw new UsageException(option.longestName() + " is an option of --sink "
                        + String.join(" and --sink ", sinks) + "; choose that sink too, or leave the option out");
            }
            OptionSpec needed = missing(option, given, command, settings);
            if (needed != null) {
                throw new UsageException(option.longestName() + " needs " + needed.longestName());
            }
        }
    }

    /**
     * Returns the settings in the environment and in the settings file that none of the chosen sinks reads, each with its sink or
     * the option that it needs. They are no mistake, because runs with other sinks may share them.
     *
     * @param given the options on the command line
     * @param command the command with all its options
     * @param chosen the names of the chosen sinks
     */
    static List<String> unread(
            Collection<OptionSpec> given, CommandSpec command, ClientSettings settings, Set<String> chosen) {
        List<String> unread = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            List<String> sinks = sinksOf(option);
            OptionSpec needed = missing(option, given, command, settings);
            if (given.contains(option) || !isSet(option, settings)) {
                continue; // there is nothing of it in the environment or the file that counts
            }
            if (isUnread(sinks, chosen)) {
                unread.add(option.descriptionKey() + " (--sink " + String.join(", --sink ", sinks) + ")");
            } else if (needed != null) {
                unread.add(option.descriptionKey() + " (" + needed.longestName() + ")");
            }
        }
        return unread;
    }

    /** Returns the option that another one needs and that is set nowhere; null if there is no such option. */
    private static @Nullable OptionSpec missing(
            OptionSpec option, Collection<OptionSpec> given, CommandSpec command, ClientSettings settings) {
        String name = NEEDS.get(option.longestName());
        OptionSpec needed = name == null ? null : command.findOption(name);
        return needed == null || given.contains(needed) || isSet(needed, settings) ? null : needed;
    }

    private static boolean isSet(OptionSpec option, ClientSettings settings) {
        String value = settings.defaultValue(option);
        return value != null && !value.isBlank();
    }

    private static boolean isUnread(List<String> sinks, Set<String> chosen) {
        return !sinks.isEmpty() && Collections.disjoint(sinks, chosen);
    }

    /** Returns the sinks that read an option; empty if it belongs to no sink. */
    private static List<String> sinksOf(OptionSpec option) {
        for (Map.Entry<String, List<String>> prefix : SINKS.entrySet()) {
            if (option.longestName().startsWith(prefix.getKey())) {
                return prefix.getValue();
            }
        }
        return List.of();
    }
}

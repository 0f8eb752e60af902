package dev.tally.examples.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** Finds the options of sinks that are not chosen: they are ignored, which the user would not notice. */
final class SinkOptions {
    /** The beginning of the names of options, and the sinks that read them. */
    private static final Map<String, List<String>> SINKS = new LinkedHashMap<>();

    static {
        SINKS.put("--api-", List.of("http"));
        SINKS.put("--database", List.of("sqlite"));
        SINKS.put("--activitywatch-", List.of("activitywatch"));
        SINKS.put("--without", List.of("websocket", "mcap"));
        SINKS.put("--ws-", List.of("websocket"));
        SINKS.put("--mcap-", List.of("mcap"));
        SINKS.put("--foxglove-", List.of("mcap"));
        SINKS.put("--s3-", List.of("mcap"));
    }

    private SinkOptions() {}

    /**
     * Checks the options on the command line.
     *
     * @param given the options on the command line
     * @param chosen the names of the chosen sinks
     * @throws UsageException if an option is given that none of the chosen sinks reads
     */
    static void requireUsed(Collection<OptionSpec> given, Set<String> chosen) {
        for (OptionSpec option : given) {
            List<String> sinks = sinksOf(option);
            if (isUnread(sinks, chosen)) {
                throw new UsageException(option.longestName() + " is an option of --sink "
                        + String.join(" and --sink ", sinks) + "; choose that sink too, or leave the option out");
            }
        }
    }

    /**
     * Returns the settings in the environment and in the settings file that none of the chosen sinks reads, each with its sink.
     * They are no mistake, because runs with other sinks may share them.
     *
     * @param all the options of the command
     * @param chosen the names of the chosen sinks
     */
    static List<String> unread(Collection<OptionSpec> all, ClientSettings settings, Set<String> chosen) {
        List<String> unread = new ArrayList<>();
        for (OptionSpec option : all) {
            List<String> sinks = sinksOf(option);
            if (isUnread(sinks, chosen) && settings.defaultValue(option) != null) {
                unread.add(option.descriptionKey() + " (--sink " + String.join(", --sink ", sinks) + ")");
            }
        }
        return unread;
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

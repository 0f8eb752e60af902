package dev.tally.examples.client;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** Rejects options of a sink that is not chosen: they would be ignored, which the user would not notice. */
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
     * Checks the options on the command line. Variables and the settings file are not checked, because they may be shared by
     * runs with different sinks.
     *
     * @param given the options on the command line
     * @param chosen the names of the chosen sinks
     * @throws UsageException if an option is given that none of the chosen sinks reads
     */
    static void requireUsed(Collection<OptionSpec> given, Set<String> chosen) {
        for (OptionSpec option : given) {
            SINKS.forEach((start, sinks) -> {
                if (option.longestName().startsWith(start) && Collections.disjoint(sinks, chosen)) {
                    throw new UsageException(option.longestName() + " is an option of --sink "
                            + String.join(" and --sink ", sinks) + "; choose that sink too, or leave the option out");
                }
            });
        }
    }
}

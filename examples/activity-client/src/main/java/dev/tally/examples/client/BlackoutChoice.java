package dev.tally.examples.client;

import static dev.tally.examples.client.Options.repeated;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** The option that says in which hours nothing is counted. */
final class BlackoutChoice {
    private Set<String> given = new LinkedHashSet<>();

    /** Adds the option to a command. */
    void addTo(CommandSpec spec) {
        spec.addOption(repeated("--blackout", value -> given = value)
                .splitRegex(";")
                .paramLabel("HOURS")
                .descriptionKey("TALLY_BLACKOUT")
                .description(
                        "Count nothing in these hours, for example 22:00-07:00 or 'Sat,Sun 00:00-24:00'; the days are those on"
                                + " which they begin. May be repeated. The times are those of this machine's zone. [TALLY_BLACKOUT]")
                .build());
    }

    /** Returns whether there are such hours. */
    boolean isGiven() {
        return !given.isEmpty();
    }

    /**
     * Returns the hours.
     *
     * @throws UsageException if some have the wrong form
     */
    List<BlackoutHours> hours() {
        return given.stream().map(BlackoutChoice::parsed).toList();
    }

    private static BlackoutHours parsed(String text) {
        try {
            return BlackoutHours.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--blackout", text, String.valueOf(e.getMessage()));
        }
    }
}

package dev.tally.examples.server;

import java.util.List;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options that the help text shows under one heading.
 *
 * @param heading the heading, as picocli formats it
 * @param options the options, in the order of the help text
 */
record FlagGroup(String heading, List<OptionSpec> options) {

    /** Adds the options to a command, with the heading. */
    void addTo(CommandSpec spec) {
        ArgGroupSpec.Builder group =
                ArgGroupSpec.builder().heading(heading).validate(false).exclusive(false);
        options.forEach(group::addArg);
        spec.addArgGroup(group.build());
    }
}

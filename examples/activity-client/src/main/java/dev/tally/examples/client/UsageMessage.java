package dev.tally.examples.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and what would be right, in the words of the user and not of the parser. */
final class UsageMessage {
    private UsageMessage() {}

    /** Returns the message about a command line that could not be parsed. */
    static String of(ParameterException failure) {
        if (failure.getCause() instanceof UsageException wrong) {
            return String.valueOf(wrong.getMessage());
        }
        return switch (failure) {
            case UnmatchedArgumentException e ->
                unknown(e.getUnmatched().get(0), e.getCommandLine().getCommandSpec());
            case MissingParameterException e -> missing(e.getMissing());
            case OverwrittenOptionException e -> name(e.getOverwritten()) + " is given twice; give it once";
            default ->
                failure.getArgSpec() != null && failure.getValue() != null
                        ? wrong(failure.getArgSpec(), failure.getValue())
                        : Excerpt.of(String.valueOf(failure.getMessage()));
        };
    }

    /** Leaves out what follows a =, because somebody may have tried to give a key there. */
    private static String unknown(String argument, CommandSpec command) {
        String typed = argument.split("=", 2)[0];
        String similar = SimilarName.to(typed, known(typed, command))
                .map(name -> "; is it " + name + "?")
                .orElse("");
        if (typed.startsWith("-")) {
            return "there is no option " + Excerpt.of(typed) + similar;
        }
        if (!command.subcommands().isEmpty()) {
            return "there is no command '" + Excerpt.of(typed) + "'" + similar;
        }
        return "'" + Excerpt.of(typed) + "' is no option; an option begins with --";
    }

    private static Collection<String> known(String typed, CommandSpec command) {
        if (!typed.startsWith("-")) {
            return command.subcommands().keySet();
        }
        List<String> names = new ArrayList<>();
        command.options().forEach(option -> names.add(option.longestName()));
        return names;
    }

    private static String missing(List<ArgSpec> arguments) {
        if (arguments.isEmpty()) {
            return "an option has no value";
        }
        ArgSpec argument = arguments.get(0);
        return name(argument) + " needs a value: " + name(argument) + " " + argument.paramLabel();
    }

    private static String wrong(ArgSpec argument, String value) {
        return String.valueOf(new UsageException(name(argument), value, rule(argument.type())).getMessage());
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String rule(Class<?> type) {
        if (type.isEnum()) {
            return "it must be one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(it -> it.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        if (type == boolean.class) {
            return "it must be true or false";
        }
        if (type == URI.class) {
            return "it must be a URL, for example http://localhost:5000/frames";
        }
        return type == Path.class ? UserDirectories.rule() : "it must be a whole number";
    }

    /** Returns the sentence that says where the options of a command are explained. */
    static String hint(CommandLine command) {
        return "`" + command.getCommandSpec().qualifiedName() + " --help` explains it.";
    }
}

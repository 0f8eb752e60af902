import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the manual pages of an app, one for each command, and its completion for bash and zsh:
 * {@code java -cp APP.jar Manual.java MAIN_CLASS VERSION DATE DIRECTORY}.
 *
 * <p>All is made from the definitions of the commands, which {@code MAIN_CLASS.commandLine()} returns.
 */
public final class Manual {
    private final String version;
    private final String date;
    private final Path share;

    private Manual(String version, String date, Path share) {
        this.version = version;
        this.date = date;
        this.share = share;
    }

    public static void main(String[] args) throws Exception {
        CommandLine line =
                (CommandLine) Class.forName(args[0]).getMethod("commandLine").invoke(null);
        Manual manual = new Manual(args[1], args[2], Path.of(args[3]));
        manual.writePages(line.getCommandSpec());
        manual.writeCompletion(line);
    }

    private void writeCompletion(CommandLine line) throws IOException {
        String name = line.getCommandName();
        write("bash-completion/completions/" + name, AutoComplete.bash(name, line));
        write("zsh/vendor-completions/_" + name, """
                #compdef NAME
                # Completes with the functions for bash, which zsh runs; their compopt, for names of files, is unknown to zsh.
                setopt local_options
                autoload -Uz bashcompinit && bashcompinit
                (( $+functions[compopt] )) || compopt() { return 0 }
                source "${${(%):-%x}:A:h:h:h}/bash-completion/completions/NAME"
                _bash_complete -o default -F _complete_NAME
                """.replace("NAME", name));
    }

    private void writePages(CommandSpec spec) throws IOException {
        write("man/man1/" + pageName(spec) + ".1", new Page(spec).text());
        for (CommandLine command : spec.subcommands().values()) {
            writePages(command.getCommandSpec());
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = share.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String pageName(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    /** One page, in the man macros of roff. */
    private final class Page {
        private final CommandSpec spec;
        private final PrintWriter out;
        private final StringWriter text = new StringWriter();

        private Page(CommandSpec spec) {
            this.spec = spec;
            this.out = new PrintWriter(text);
        }

        private String text() {
            String[] description = spec.usageMessage().description();
            out.println(".TH " + pageName(spec).toUpperCase(Locale.ROOT) + " 1 " + date + " \"Tally " + version + "\"");
            section("NAME");
            out.println(roff(pageName(spec)) + " \\- " + roff(summary(spec)));
            section("SYNOPSIS");
            out.println(synopsis());
            section("DESCRIPTION");
            paragraphs(description);
            positionals();
            options();
            commands();
            footer();
            seeAlso();
            return text.toString();
        }

        private void section(String title) {
            out.println(".SH " + title);
        }

        private String synopsis() {
            String options = spec.options().isEmpty() ? "" : " [\\fIOPTION\\fR]...";
            String command = spec.subcommands().isEmpty()
                    ? ""
                    : " \\fI" + roff(spec.usageMessage().synopsisSubcommandLabel()) + "\\fR";
            return "\\fB" + roff(spec.qualifiedName()) + "\\fR" + options
                    + spec.positionalParameters().stream()
                            .map(each -> " \\fI" + roff(each.paramLabel()) + "\\fR")
                            .collect(Collectors.joining())
                    + command;
        }

        private void paragraphs(String[] lines) {
            String between = "";
            for (String line : formatted(lines)) {
                out.print(between);
                out.println(line.isBlank() ? ".PP" : roff(line));
                between = line.isBlank() ? "" : ".br\n";
            }
        }

        private void positionals() {
            if (!spec.positionalParameters().isEmpty()) {
                section("ARGUMENTS");
                for (PositionalParamSpec each : spec.positionalParameters()) {
                    entry("\\fI" + roff(each.paramLabel()) + "\\fR", each);
                }
            }
        }

        private void options() {
            section("OPTIONS");
            entries(spec.options().stream().filter(each -> each.group() == null).toList());
            for (ArgGroupSpec group : spec.argGroups()) {
                String heading = String.join(" ", formatted(group.heading())).strip();
                out.println(".SS " + roff(heading.replaceFirst(":$", "")));
                entries(group.allOptionsNested());
            }
        }

        private void entries(Collection<OptionSpec> options) {
            for (OptionSpec option : options) {
                if (!option.hidden()) {
                    String parameter = option.arity().max() == 0 ? "" : "=\\fI" + roff(option.paramLabel()) + "\\fR";
                    entry(
                            Stream.of(option.names())
                                            .map(name -> "\\fB" + roff(name) + "\\fR")
                                            .collect(Collectors.joining(", "))
                                    + parameter,
                            option);
                }
            }
        }

        private void entry(String term, ArgSpec argument) {
            out.println(".TP");
            out.println(term);
            String byDefault = String.valueOf(argument.defaultValueString());
            for (String line : formatted(argument.description())) {
                out.println(roff(line.replace("${DEFAULT-VALUE}", byDefault)));
            }
        }

        private void commands() {
            if (!spec.subcommands().isEmpty()) {
                section("COMMANDS");
                for (CommandLine command : spec.subcommands().values()) {
                    CommandSpec each = command.getCommandSpec();
                    out.println(".TP");
                    out.println("\\fB" + roff(each.name()) + "\\fR");
                    out.println(roff(summary(each)) + " See \\fB" + roff(pageName(each)) + "\\fR(1).");
                }
            }
        }

        private void footer() {
            List<String> lines = formatted(spec.usageMessage().footer());
            if (!lines.isEmpty()) {
                section("NOTES");
                out.println(".nf");
                lines.stream().dropWhile(String::isBlank).map(Manual::roff).forEach(out::println);
                out.println(".fi");
            }
        }

        private void seeAlso() {
            List<CommandSpec> related = new ArrayList<>();
            if (spec.parent() != null) {
                related.add(spec.parent());
            }
            spec.subcommands().values().forEach(command -> related.add(command.getCommandSpec()));
            if (!related.isEmpty()) {
                section("SEE ALSO");
                out.println(related.stream()
                        .map(each -> "\\fB" + roff(pageName(each)) + "\\fR(1)")
                        .collect(Collectors.joining(", ")));
            }
        }
    }

    /** Returns the first sentence of the description. */
    private static String summary(CommandSpec spec) {
        List<String> lines = formatted(spec.usageMessage().description());
        return lines.isEmpty() ? spec.name() : lines.getFirst().replaceFirst("(?<=[a-z)])\\. .*", ".");
    }

    /** Returns the lines as help prints them: picocli passes each through {@link String#format}. */
    private static List<String> formatted(String... texts) {
        return Stream.of(texts).flatMap(each -> String.format(each).lines()).toList();
    }

    private static String roff(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}

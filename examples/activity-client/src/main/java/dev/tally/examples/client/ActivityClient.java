package dev.tally.examples.client;

import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The command line of the activity client.
 *
 * <p>Only the command that is run is described to picocli, because each takes its part of the time until the client counts.
 * Help and mistakes need all of them.
 */
public final class ActivityClient {
    private static final List<String> HELP = List.of("-h", "--help");
    private static final List<String> VERSION = List.of("-V", "--version");
    private static final Map<String, Supplier<CommandSpec>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("run", () -> new RunCommand().spec());
        COMMANDS.put("status", () -> annotated(new StatusCommand(), it -> it.directory));
        COMMANDS.put("top", () -> annotated(new TopCommand(), it -> it.directory));
        COMMANDS.put("today", () -> annotated(new TodayCommand(), it -> it.directory));
        COMMANDS.put("pause", () -> annotated(new PauseCommand(), it -> it.directory));
        COMMANDS.put("resume", () -> annotated(new ResumeCommand(), it -> it.directory));
        COMMANDS.put("doctor", () -> new DoctorCommand().spec());
        COMMANDS.put("capture", () -> new CaptureCommand().spec());
    }

    /** Describes a command that need not be quick, by its annotations. */
    private static <C> CommandSpec annotated(C command, Function<C, SocketDirectory> directory) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);
        directory.apply(command).addTo(spec);
        return spec;
    }

    private ActivityClient() {}

    /** Runs the command line and exits with its status. */
    public static void main(String[] args) {
        Locale.setDefault(
                Locale.Category.FORMAT, Locale.ROOT); // the log's digits are ASCII whatever the user's language
        System.exit(run(args));
    }

    /** Runs the command line; returns the exit status: 0 done, 1 failed, 2 wrong usage, 3 stopped and counts are lost. */
    static int run(String... args) {
        boolean isCommandKnown = args.length > 0 && COMMANDS.containsKey(args[0]);
        boolean isHelp = !isCommandKnown || isAny(args, HELP);
        CommandLine line = commandLine(isCommandKnown ? Set.of(args[0]) : COMMANDS.keySet(), isHelp);
        ClientSettings settings;
        try {
            settings = isAny(args, HELP) || isAny(args, VERSION)
                    ? ClientSettings.withoutFile(System.getenv()) // help helps also if the file is wrong
                    : ClientSettings.load(args, System.getenv());
            settings.requireKnown(() -> settingNames(commandLine(COMMANDS.keySet(), false)));
        } catch (UsageException e) {
            System.err.println("activity-client: " + e.getMessage());
            return 2;
        }
        line.setDefaultValueProvider(settings);
        line.setExecutionExceptionHandler((e, command, result) -> failed(e, command, settings));
        line.setParameterExceptionHandler((e, arguments) -> {
            System.err.println(
                    "activity-client: " + UsageMessage.of(e) + settings.origin(e.getArgSpec(), e.getValue()));
            System.err.println(UsageMessage.hint(e.getCommandLine()));
            return 2;
        });
        if (args.length == 0) {
            line.usage(System.err);
            return 2;
        }
        return line.execute(Arrays.copyOf(args, args.length));
    }

    private static boolean isAny(String[] arguments, List<String> options) {
        return !Collections.disjoint(List.of(arguments), options);
    }

    /** Describes all commands, of which {@code bin/package} makes manual pages and completion. */
    public static CommandLine commandLine() {
        return commandLine(COMMANDS.keySet(), true);
    }

    private static CommandLine commandLine(Set<String> commands, boolean isHelp) {
        CommandSpec root = CommandSpec.create().name("activity-client");
        Options.addStandardOptions(root, new Version());
        COMMANDS.forEach((name, spec) -> {
            if (commands.contains(name)) {
                root.addSubcommand(name, spec.get());
            }
        });
        if (isHelp) {
            HelpTexts.addToRoot(root, COMMANDS.keySet());
            Optional.ofNullable(root.subcommands().get("run"))
                    .ifPresent(run -> HelpTexts.addToRun(run.getCommandSpec()));
        }
        CommandLine line = new CommandLine(root);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setUsageHelpWidth(100); // where the terminal does not say; as wide as most examples
        if (isHelp) {
            UnbrokenHelp.applyTo(line);
        }
        return line;
    }

    private static int failed(Exception failure, CommandLine command, ClientSettings settings) {
        String origin = "";
        if (failure instanceof UsageException wrong) {
            origin = wrong.option()
                    .map(name -> settings.origin(command.getCommandSpec().findOption(name), wrong.value()))
                    .orElse("");
        }
        System.err.println("activity-client: " + message(failure) + origin);
        return failure instanceof UsageException ? 2 : 1;
    }

    private static String message(Exception failure) {
        return failure instanceof FileSystemException file
                ? file.getFile() + ": " + ClientSettings.why(file)
                : String.valueOf(failure.getMessage());
    }

    private static Set<String> settingNames(CommandLine line) {
        Set<String> names = new HashSet<>(Set.of(ApiKeyFile.VARIABLE));
        line.getSubcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .map(OptionSpec::descriptionKey)
                .filter(Objects::nonNull)
                .forEach(names::add);
        return names;
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = ActivityClient.class.getPackage().getImplementationVersion();
            return new String[] {"activity-client " + (version == null ? "(not packaged)" : version)};
        }
    }
}

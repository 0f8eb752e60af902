package dev.tally.examples.client;

import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Finds the settings that are not on the command line: in the environment, else in a {@link SettingsFile}. The name is the
 * option's {@code descriptionKey}. An empty value counts as not set, except for the names in {@link #MAY_BE_EMPTY}.
 */
final class ClientSettings implements IDefaultValueProvider {
    private static final String CONFIG_OPTION = "--config";

    /** Settings that may be set to nothing: an empty prefix means no prefix. */
    private static final Set<String> MAY_BE_EMPTY = Set.of("KMMON_S3_PREFIX");

    private final Map<String, String> environment;
    private final Optional<SettingsFile> file;

    private ClientSettings(Map<String, String> environment, Optional<SettingsFile> file) {
        this.environment = environment;
        this.file = file;
    }

    /**
     * Reads the file that {@code --config} or {@code TALLY_CONFIG} names, or the one in its usual place if it is there.
     *
     * @throws UsageException if the file cannot be read
     */
    static ClientSettings load(String[] args, Map<String, String> environment) {
        Optional<String> named = configOption(List.of(args))
                .or(() -> Optional.ofNullable(environment.get("TALLY_CONFIG")).filter(name -> !name.isEmpty()));
        Optional<Path> path = named.isPresent()
                ? named.map(name -> UserDirectories.path(CONFIG_OPTION, name))
                : usualPlace(environment).filter(Files::exists);
        return new ClientSettings(environment, path.map(SettingsFile::read));
    }

    /** Returns the settings of the environment alone. */
    static ClientSettings withoutFile(Map<String, String> environment) {
        return new ClientSettings(environment, Optional.empty());
    }

    /** Returns in words why a file could not be read or written. */
    static String why(Exception failure) {
        return switch (failure) {
            case NoSuchFileException e -> "there is no such file";
            case AccessDeniedException e -> "permission denied";
            case CharacterCodingException e -> "it is not text in UTF-8; is it the right file?";
            case NotDirectoryException e -> "it is no directory";
            case FileSystemException e -> String.valueOf(e.getReason());
            default -> String.valueOf(failure.getMessage());
        };
    }

    private static Optional<String> configOption(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).equals(CONFIG_OPTION) && i + 1 < args.size()) {
                return Optional.of(args.get(i + 1));
            }
            if (args.get(i).startsWith(CONFIG_OPTION + "=")) {
                return Optional.of(args.get(i).substring(CONFIG_OPTION.length() + 1));
            }
        }
        return Optional.empty();
    }

    /** Returns where the file is unless the user names one; empty if the user has no home directory. */
    static Optional<Path> usualPlace(Map<String, String> environment) {
        return UserDirectories.config(environment).map(directory -> directory.resolve("activity-client.conf"));
    }

    /** The places of settings; an earlier one comes before a later one. */
    enum Place {
        COMMAND_LINE("the command line"),
        ENVIRONMENT("the environment"),
        FILE("the settings file"),
        NOWHERE("no place");

        private final String words;

        Place(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Returns the settings by which a command was parsed. */
    static ClientSettings of(CommandLine command) {
        return (ClientSettings) command.getCommandSpec().root().commandLine().getDefaultValueProvider();
    }

    /** Returns where an option of a command that was parsed is set. */
    Place placeOf(String option, CommandLine command) {
        OptionSpec spec = command.getCommandSpec().findOption(option);
        return command.getParseResult().hasMatchedOption(spec) ? Place.COMMAND_LINE : placeOf(spec.descriptionKey());
    }

    /** Returns where a setting that is not on the command line is set. */
    Place placeOf(String name) {
        if (get(name).isEmpty()) {
            return Place.NOWHERE;
        }
        return environment.getOrDefault(name, "").isEmpty() ? Place.FILE : Place.ENVIRONMENT;
    }

    /** Returns the value of a setting from the environment or the file. */
    Optional<String> get(String name) {
        if (MAY_BE_EMPTY.contains(name) && environment.containsKey(name)) {
            return Optional.of(environment.getOrDefault(name, ""));
        }
        String value = environment.getOrDefault(name, "");
        return (value.isEmpty() ? inFile(name) : Optional.of(value))
                .filter(found -> !found.isEmpty() || MAY_BE_EMPTY.contains(name));
    }

    private Optional<String> inFile(String name) {
        return file.isEmpty() ? Optional.empty() : file.get().get(name); // without a file its class is not loaded
    }

    /** Returns where the value of an argument came from, for a message; empty if from the command line or a default. */
    String origin(@Nullable ArgSpec argument, @Nullable String value) {
        if (argument == null || value == null || !value.equals(defaultValue(argument))) {
            return "";
        }
        return " (set by " + argument.descriptionKey() + " in " + place(argument.descriptionKey()) + ")";
    }

    private String place(String name) {
        return file.isPresent() && environment.getOrDefault(name, "").isEmpty()
                ? file.get().place(name)
                : "the environment";
    }

    /**
     * Checks that every name in the file is a setting, because a mistyped one would be ignored.
     *
     * @param known the names of all settings; not asked for if the file has none
     * @throws UsageException if one is not
     */
    void requireKnown(Supplier<Set<String>> known) {
        if (file.isPresent() && !file.get().settings().isEmpty()) {
            file.get().requireKnown(known.get());
        }
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument.descriptionKey() == null
                ? null
                : get(argument.descriptionKey()).orElse(null);
    }
}

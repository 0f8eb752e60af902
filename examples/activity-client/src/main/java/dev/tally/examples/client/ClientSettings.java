package dev.tally.examples.client;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;

/**
 * Finds the settings that are not on the command line: in the environment, else in a file of lines {@code NAME=VALUE}. The
 * name is the option's {@code descriptionKey}. An empty value counts as not set, except for the names in
 * {@link #MAY_BE_EMPTY}.
 */
final class ClientSettings implements IDefaultValueProvider {
    private static final String CONFIG_OPTION = "--config";

    /** Settings that may be set to nothing: an empty prefix means no prefix. */
    private static final Set<String> MAY_BE_EMPTY = Set.of("KMMON_S3_PREFIX");

    private final Map<String, String> environment;
    private final Path path;
    private final Properties file;

    private ClientSettings(Map<String, String> environment, Path path, Properties file) {
        this.environment = environment;
        this.path = path;
        this.file = file;
    }

    /**
     * Reads the file that {@code --config} or {@code TALLY_CONFIG} names, or the one in its usual place if it is there.
     *
     * @throws UsageException if a file that was named cannot be read
     */
    static ClientSettings load(String[] args, Map<String, String> environment) {
        Optional<String> named = configOption(List.of(args))
                .or(() -> Optional.ofNullable(environment.get("TALLY_CONFIG")).filter(name -> !name.isEmpty()));
        Path path = named.map(Path::of).orElseGet(() -> usualPlace(environment));
        Properties file = new Properties();
        if (named.isPresent() || Files.isReadable(path)) {
            try (Reader reader = Files.newBufferedReader(path)) {
                file.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new UsageException("cannot read the settings in " + path + ": " + why(e));
            }
        }
        return new ClientSettings(environment, path, file);
    }

    /** Returns in words why a file could not be read. */
    static String why(Exception failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        return failure instanceof CharacterCodingException
                ? "it is not text in UTF-8"
                : String.valueOf(failure.getMessage());
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

    private static Path usualPlace(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path base = config.isEmpty() ? Path.of(home, ".config") : Path.of(config);
        return base.resolve("tally").resolve("activity-client.conf");
    }

    /** Returns the value of a setting from the environment or the file. */
    Optional<String> get(String name) {
        if (MAY_BE_EMPTY.contains(name) && environment.containsKey(name)) {
            return Optional.of(environment.getOrDefault(name, ""));
        }
        String value = environment.getOrDefault(name, "");
        return Optional.of(value.isEmpty() ? file.getProperty(name, "").strip() : value)
                .filter(v -> !v.isEmpty() || (MAY_BE_EMPTY.contains(name) && file.containsKey(name)));
    }

    /** Returns where the value of an argument came from, for a message; empty if from the command line or a default. */
    String origin(@Nullable ArgSpec argument, @Nullable String value) {
        if (argument == null || value == null || !value.equals(defaultValue(argument))) {
            return "";
        }
        String name = argument.descriptionKey();
        boolean isInEnvironment = !environment.getOrDefault(name, "").isEmpty();
        return " (set by " + name + " in " + (isInEnvironment ? "the environment)" : path + ")");
    }

    /**
     * Checks that every name in the file is a setting, because a mistyped one would be ignored.
     *
     * @param known the names of all settings; not asked for if the file has none
     * @throws UsageException if one is not
     */
    void requireKnown(Supplier<Set<String>> known) {
        if (file.isEmpty()) {
            return;
        }
        Set<String> names = known.get();
        for (String name : new TreeSet<>(file.stringPropertyNames())) {
            if (!names.contains(name)) {
                throw new UsageException("in " + path + " there is `" + name
                        + "`, which is no setting; `activity-client run --help` lists the names in [BRACKETS]");
            }
        }
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument.descriptionKey() == null
                ? null
                : get(argument.descriptionKey()).orElse(null);
    }
}

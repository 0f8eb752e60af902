package dev.tally.examples.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings in a file of lines {@code NAME=VALUE}, in the syntax of systemd's {@code EnvironmentFile=}, so that a service
 * and a person can use one file.
 *
 * @param path the file
 * @param settings the settings by name, in the order of the file
 */
record SettingsFile(Path path, Map<String, Setting> settings) {
    /**
     * One setting.
     *
     * @param value the value, without quotes
     * @param line the number of the line in which it begins
     */
    record Setting(String value, int line) {}

    /**
     * Reads a file.
     *
     * @throws UsageException if it cannot be read, or a line is wrong; the message names file and line
     */
    static SettingsFile read(Path path) {
        return new SettingsFile(path, new SettingsParser(path, text(path)).parse());
    }

    private static String text(Path path) {
        try {
            return TextFile.read(path);
        } catch (IOException e) {
            throw new UsageException("cannot read the settings in " + path + ": " + ClientSettings.why(e));
        }
    }

    /** Returns the value of a setting. */
    Optional<String> get(String name) {
        return Optional.ofNullable(settings.get(name)).map(Setting::value);
    }

    /** Returns the place of a setting, for messages. */
    String place(String name) {
        Setting setting = settings.get(name);
        return path + (setting == null ? "" : ", line " + setting.line());
    }

    /**
     * Checks that every name is a setting, because a mistyped one would be ignored.
     *
     * @param known the names of all settings
     * @throws UsageException if one is not; the message names the most similar setting
     */
    void requireKnown(Set<String> known) {
        for (String name : settings.keySet()) {
            if (!known.contains(name)) {
                throw new UsageException("in " + place(name) + ": there is no setting `" + Excerpt.of(name) + "`; "
                        + SimilarName.to(name, known)
                                .map(it -> "is it " + it + "?")
                                .orElse("`activity-client run --help` lists the names in [BRACKETS]"));
            }
        }
    }
}

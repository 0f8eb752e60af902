package dev.tally.examples.client;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The directories of a user, as the XDG Base Directory Specification has them: a variable with a relative path is ignored. So
 * nothing is read or written in the current directory, which may be another user's choice.
 */
final class UserDirectories {
    private UserDirectories() {}

    /** Returns the directory of the client's settings; empty if the user has no home directory. */
    static Optional<Path> config(Map<String, String> environment) {
        return absolute("XDG_CONFIG_HOME", environment)
                .or(() -> home(environment).map(home -> home.resolve(".config")))
                .map(base -> base.resolve("tally"));
    }

    /**
     * Returns where the client keeps what must outlive a restart of the machine.
     *
     * @throws UsageException if the user has no home directory
     */
    static Path state(Map<String, String> environment) {
        return absolute("XDG_STATE_HOME", environment)
                .or(() -> home(environment).map(home -> home.resolve(".local").resolve("state")))
                .map(base -> base.resolve("tally"))
                .orElseThrow(
                        () -> new UsageException("this user has no home directory; set HOME, or name directories with"
                                + " --spool (or --no-spool) and --runtime-dir"));
    }

    /** Returns the directory that a variable names; empty if it is not set, or relative. */
    static Optional<Path> absolute(String variable, Map<String, String> environment) {
        return Optional.of(path(variable, environment.getOrDefault(variable, "")))
                .filter(Path::isAbsolute);
    }

    private static Optional<Path> home(Map<String, String> environment) {
        return absolute("HOME", environment)
                .or(() -> Optional.of(path("user.home", System.getProperty("user.home")))
                        .filter(Path::isAbsolute));
    }

    /**
     * Returns the path of a name.
     *
     * @param setting the option or variable that has it
     * @throws UsageException if no file can have the name
     */
    static Path path(String setting, String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException(setting, name, rule());
        }
    }

    /** Returns what to do about a name that no file can have: Java refuses the letters that the locale does not have. */
    static String rule() {
        return "it cannot be the name of a file in this locale; for letters beyond ASCII set LC_ALL=C.UTF-8";
    }
}

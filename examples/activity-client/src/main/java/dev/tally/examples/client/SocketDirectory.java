package dev.tally.examples.client;

import static dev.tally.examples.client.Options.option;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The option that says where clients have their sockets, shared by the client and the commands that ask it. */
final class SocketDirectory {
    private static final String PREFIX = "activity-client-";
    private static final String SUFFIX = ".socket";

    private @Nullable Path directory;

    /** Adds the option to a command. */
    void addTo(CommandSpec spec) {
        spec.addOption(option("--runtime-dir", Path.class, value -> directory = value)
                .paramLabel("DIRECTORY")
                .descriptionKey("TALLY_RUNTIME_DIR")
                .description(
                        "Have the socket that `activity-client status` asks in this directory. Default: $RUNTIME_DIRECTORY,"
                                + " which systemd sets for a service; else tally in $XDG_RUNTIME_DIR; else tally/run in $XDG_STATE_HOME or"
                                + " ~/.local/state. [TALLY_RUNTIME_DIR]")
                .build());
    }

    /** Returns the directory of the sockets. */
    Path path(Map<String, String> environment) {
        if (directory != null) {
            return directory;
        }
        String service = environment.getOrDefault("RUNTIME_DIRECTORY", "");
        if (!service.isEmpty()) {
            return UserDirectories.path("RUNTIME_DIRECTORY", service.split(":")[0]);
        }
        return UserDirectories.absolute("XDG_RUNTIME_DIR", environment)
                .map(runtime -> runtime.resolve("tally"))
                .orElseGet(() -> UserDirectories.state(environment).resolve("run"));
    }

    /** Returns the socket of a client. */
    static Path socketOf(Path directory, long pid) {
        return directory.resolve(PREFIX + pid + SUFFIX);
    }

    /** Returns the process of the client that a socket belongs to; 0 if the file is not the socket of a client. */
    static long pidOf(Path socket) {
        String name = String.valueOf(socket.getFileName());
        if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
            return 0;
        }
        String pid = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
        return pid.matches("[1-9][0-9]{0,9}") ? Long.parseLong(pid) : 0;
    }
}

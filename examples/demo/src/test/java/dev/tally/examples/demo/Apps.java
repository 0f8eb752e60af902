package dev.tally.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Starts the two apps as a user would, by the scripts in bin/. */
final class Apps {
    static final String KEY = "a key that no log may show";

    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
    private static final Path CLIENT = HOME.resolve("bin/activity-client");
    private static final String RUNTIME_DIR = "XDG_RUNTIME_DIR";
    private static final String CONFIG_HOME = "XDG_CONFIG_HOME"; // no settings of the user who runs the tests
    private static final Pattern LISTENING = Pattern.compile("listening on (http://[^ ,]+)");
    private static final Pattern LIVE = Pattern.compile("^live: ");

    private Apps() {}

    static Child server(Path database) throws IOException {
        Path key = Files.writeString(database.resolveSibling("key"), KEY);
        return new Child(
                HOME.resolve("bin/summary-server"),
                List.of("--host", "127.0.0.1", "--port", "0", "--database", database.toString()),
                Map.of(
                        "SERVER_API_KEY_FILE",
                        key.toString(),
                        "GET_RATE_LIMIT_MAX_REQUESTS",
                        "100000",
                        "TALLY_NO_BUILD",
                        "1"),
                LISTENING,
                line -> {});
    }

    /** A client that has nothing but its environment, and its sockets in this directory; it is ready when a line has this. */
    static Child clientOf(Path runtime, Map<String, String> environment, Pattern ready) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("TALLY_NO_BUILD", "1");
        all.put("TALLY_NO_SPOOL", "true");
        all.put(RUNTIME_DIR, runtime.toString());
        all.put(CONFIG_HOME, runtime.toString());
        return new Child(CLIENT, List.of("run"), all, ready, line -> {});
    }

    /** A client that flushes every two seconds, of a user whose sockets are in this directory. */
    static Child client(String framesUrl, Path runtime, List<String> options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", "--api-url=" + framesUrl));
        arguments.addAll(options);
        Map<String, String> environment = Map.of(
                "API_KEY",
                KEY,
                "FLUSH_INTERVAL_SEC",
                "2",
                "TALLY_NO_BUILD",
                "1",
                RUNTIME_DIR,
                Files.createDirectories(runtime).toString(),
                CONFIG_HOME,
                runtime.toString());
        return new Child(CLIENT, arguments, environment, LIVE, line -> {});
    }

    /** Starts another command of the client, for the same user. */
    static Process command(Path runtime, String name, String... options) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(CLIENT.toString(), name);
        builder.command().addAll(List.of(options));
        builder.environment().put("TALLY_NO_BUILD", "1");
        builder.environment().put(RUNTIME_DIR, runtime.toString());
        return builder.start();
    }
}

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

    /** A client of this display that flushes every two seconds. */
    static Child clientOf(String display, String framesUrl, Path report) throws IOException {
        return client(framesUrl, report, "--backend=xrecord", "--capture=xrecord.display=" + display);
    }

    /** A client that has nothing but its environment; it is ready when a line has this. */
    static Child clientOf(Map<String, String> environment, Pattern ready) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("TALLY_NO_BUILD", "1");
        return new Child(HOME.resolve("bin/activity-client"), List.of("run"), all, ready, line -> {});
    }

    /** A client that flushes every two seconds. */
    static Child client(String framesUrl, Path report, String... capture) throws IOException {
        List<String> options = new ArrayList<>(List.of(capture));
        options.addAll(List.of("--report=" + report, "--no-spool"));
        return client(framesUrl, options);
    }

    /** A client of this display that flushes every two seconds and keeps a spool. */
    static Child spoolingClientOf(String display, String framesUrl, Path spool) throws IOException {
        return client(
                framesUrl, List.of("--backend=xrecord", "--capture=xrecord.display=" + display, "--spool=" + spool));
    }

    private static Child client(String framesUrl, List<String> options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", "--api-url=" + framesUrl));
        arguments.addAll(options);
        return new Child(
                HOME.resolve("bin/activity-client"),
                arguments,
                Map.of("API_KEY", KEY, "FLUSH_INTERVAL_SEC", "2", "TALLY_NO_BUILD", "1"),
                LIVE,
                line -> {});
    }
}

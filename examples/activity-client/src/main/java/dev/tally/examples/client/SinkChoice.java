package dev.tally.examples.client;

import static dev.tally.examples.client.Options.option;

import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import dev.tally.sink.activitywatch.ActivityWatchSink;
import dev.tally.sink.encoding.SourceName;
import dev.tally.sink.http.HttpSink;
import dev.tally.sink.sqlite.SqliteSink;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The options of the sinks that intervals are delivered to. */
final class SinkChoice {
    static final Set<String> NAMES = Set.of("http", "sqlite", "activitywatch");

    private static final Logger LOG = LoggerFactory.getLogger("activity-client");

    private static final String DEFAULT_URL = "http://localhost:5000/frames";
    private static final String DEFAULT_ACTIVITYWATCH = "http://localhost:5600";
    static final String DEFAULT_DB = "activity_monitor.db";

    private URI url = URI.create(DEFAULT_URL);
    private @Nullable Path keyFile;
    private Path database = Path.of(DEFAULT_DB);
    private URI activityWatchUrl = URI.create(DEFAULT_ACTIVITYWATCH);
    private @Nullable String source;
    private Optional<HttpSink.Builder> http = Optional.empty(); // set by check()
    private Optional<ActivityWatchSink.Builder> activityWatch = Optional.empty();
    private boolean isSqliteChosen;
    private boolean isKeyDefault;

    /** Adds the options to a command. */
    void addTo(CommandSpec spec) {
        spec.addOption(option("--api-url", URI.class, value -> url = value)
                .paramLabel("URL")
                .defaultValue(DEFAULT_URL)
                .descriptionKey("API_URL")
                .description("Post the counts of the http sink to this URL. Default: " + DEFAULT_URL + ". [API_URL]")
                .build());
        spec.addOption(option("--api-key-file", Path.class, value -> keyFile = value)
                .paramLabel("FILE")
                .descriptionKey("API_KEY_FILE")
                .description(
                        "Read the key that the http sink sends to the server from this file. [API_KEY_FILE, or the key"
                                + " itself in API_KEY]")
                .build());
        spec.addOption(option("--database", Path.class, value -> database = value)
                .paramLabel("FILE")
                .defaultValue(DEFAULT_DB)
                .descriptionKey("ACTIVITY_DB_PATH")
                .description("Write the counts of the sqlite sink into this database file. Default: " + DEFAULT_DB
                        + ". [ACTIVITY_DB_PATH]")
                .build());
        spec.addOption(option("--activitywatch-url", URI.class, value -> activityWatchUrl = value)
                .paramLabel("URL")
                .defaultValue(DEFAULT_ACTIVITYWATCH)
                .descriptionKey("TALLY_ACTIVITYWATCH_URL")
                .description(
                        "Deliver the counts of the activitywatch sink to the ActivityWatch server at this URL. Default: "
                                + DEFAULT_ACTIVITYWATCH + ". [TALLY_ACTIVITYWATCH_URL]")
                .build());
        spec.addOption(option("--source", String.class, value -> source = value)
                .paramLabel("NAME")
                .descriptionKey("TALLY_SOURCE")
                .description(
                        "Deliver the counts under this name of the machine. Default: the host's name. [TALLY_SOURCE]")
                .build());
    }

    /**
     * Checks the settings of those of the named sinks that intervals are delivered to. Nothing is opened.
     *
     * @param command the command that was parsed
     * @throws UsageException if a setting is wrong
     */
    void check(Set<String> names, CommandLine command) {
        if (source != null) {
            checkSource(source);
        }
        if (names.contains("http")) {
            http = Optional.of(http(command));
        }
        if (names.contains("sqlite")) {
            checkDatabase();
        }
        if (names.contains("activitywatch")) {
            activityWatch = Optional.of(activityWatch());
        }
        isSqliteChosen = names.contains("sqlite");
    }

    /**
     * Opens the sinks that were checked.
     *
     * @throws SinkException if one cannot be opened
     */
    List<IntervalSink> open() throws SinkException {
        List<IntervalSink> sinks = new ArrayList<>();
        if (http.isPresent()) {
            warnOfDefaultKey();
            sinks.add(http.get().build());
        }
        if (isSqliteChosen) {
            sinks.add(sqlite());
        }
        if (activityWatch.isPresent()) {
            sinks.add(activityWatch.get().build());
        }
        return sinks;
    }

    private static void checkSource(String name) {
        try {
            SourceName.check(name);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--source",
                    name,
                    "it must have from 1 to " + SourceName.MAX_LENGTH
                            + " characters, and no line break or other control character");
        }
    }

    private HttpSink.Builder http(CommandLine command) {
        ClientSettings settings = ClientSettings.of(command);
        HttpSink.Builder builder;
        try {
            builder = HttpSink.to(url);
        } catch (IllegalArgumentException e) {
            throw url("--api-url", url, DEFAULT_URL + "; the key is given by --api-key-file");
        }
        Optional<String> key = ApiKeyFile.find(keyFile, settings, command);
        isKeyDefault = key.isEmpty();
        try {
            builder.apiKey(key.orElse(ApiKeyFile.DEFAULT));
        } catch (IllegalArgumentException e) {
            throw new UsageException("the server's key, from "
                    + (keyFile == null || ApiKeyFile.isVariableFirst(settings, command)
                            ? ApiKeyFile.VARIABLE
                            : "--api-key-file " + keyFile)
                    + ", cannot be sent: it must have printable ASCII characters only, and no line break");
        }
        return source == null ? builder : builder.source(source);
    }

    private void warnOfDefaultKey() {
        if (isKeyDefault) {
            LOG.warn(
                    "neither API_KEY_FILE nor API_KEY is set; the http sink sends the default key, which is public and protects nothing");
        }
    }

    private ActivityWatchSink.Builder activityWatch() {
        ActivityWatchSink.Builder builder;
        try {
            builder = ActivityWatchSink.to(activityWatchUrl);
        } catch (IllegalArgumentException e) {
            throw url("--activitywatch-url", activityWatchUrl, DEFAULT_ACTIVITYWATCH + ", without a path");
        }
        if (source != null && source.contains("/")) {
            throw new UsageException("--source", source, "for the activitywatch sink it must have no slash");
        }
        return source == null ? builder : builder.hostname(source);
    }

    /** Returns the exception for a URL; a password in it is not shown. */
    private static UsageException url(String option, URI url, String example) {
        String shown = Excerpt.withoutPassword(url.toString());
        return UsageException.of(
                option,
                url,
                "it is " + Excerpt.of(shown) + "; it must be http:// or https:// with a host, and without a user, for"
                        + " example " + example);
    }

    private void checkDatabase() {
        Path folder = database.toAbsolutePath().getParent();
        if (Files.isDirectory(database) || folder == null || !Files.isDirectory(folder)) {
            throw new UsageException(
                    "--database", database, "it must be a file, or the name of a new one, in a directory that exists");
        }
    }

    private IntervalSink sqlite() throws SinkException {
        SqliteSink.Builder builder = SqliteSink.file(database).onNotice(LOG::warn);
        SqliteLibrary library = SqliteLibrary.unpacked();
        try {
            return (source == null ? builder : builder.source(source)).open();
        } finally {
            library.remove();
        }
    }
}

package dev.tally.examples.client;

import static dev.tally.examples.client.Options.option;

import dev.tally.sink.IntervalSink;
import dev.tally.sink.SinkException;
import dev.tally.sink.activitywatch.ActivityWatchSink;
import dev.tally.sink.http.HttpSink;
import dev.tally.sink.sqlite.SqliteSink;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options of the sinks that intervals are delivered to. */
final class SinkChoice {
    static final Set<String> NAMES = Set.of("http", "sqlite", "activitywatch");

    private static final String DEFAULT_URL = "http://localhost:5000/frames";
    private static final String DEFAULT_ACTIVITYWATCH = "http://localhost:5600";
    private static final String DEFAULT_DB = "activity_monitor.db";

    private URI url = URI.create(DEFAULT_URL);
    private @Nullable Path keyFile;
    private Path database = Path.of(DEFAULT_DB);
    private URI activityWatch = URI.create(DEFAULT_ACTIVITYWATCH);
    private @Nullable String source;

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
        spec.addOption(option("--activitywatch-url", URI.class, value -> activityWatch = value)
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
     * Opens those of the named sinks that intervals are delivered to.
     *
     * @throws UsageException if a setting is wrong
     * @throws SinkException if one cannot be opened
     */
    List<IntervalSink> open(Set<String> names, ClientSettings settings) throws SinkException {
        List<IntervalSink> sinks = new ArrayList<>();
        try {
            if (names.contains("http")) {
                sinks.add(http(settings));
            }
            if (names.contains("sqlite")) {
                sinks.add(sqlite());
            }
            if (names.contains("activitywatch")) {
                sinks.add(activityWatch());
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
        return sinks;
    }

    private IntervalSink http(ClientSettings settings) {
        HttpSink.Builder builder = to(url).apiKey(ApiKeyFile.find(keyFile, settings));
        return (source == null ? builder : builder.source(source)).build();
    }

    private static HttpSink.Builder to(URI url) {
        try {
            return HttpSink.to(url);
        } catch (IllegalArgumentException e) {
            throw UsageException.of("--api-url", url, e.getMessage());
        }
    }

    private IntervalSink activityWatch() {
        ActivityWatchSink.Builder builder;
        try {
            builder = ActivityWatchSink.to(activityWatch);
        } catch (IllegalArgumentException e) {
            throw UsageException.of("--activitywatch-url", activityWatch, e.getMessage());
        }
        return (source == null ? builder : builder.hostname(source)).build();
    }

    private IntervalSink sqlite() throws SinkException {
        SqliteSink.Builder builder = SqliteSink.file(database);
        SqliteLibrary library = SqliteLibrary.unpacked();
        try {
            return (source == null ? builder : builder.source(source)).open();
        } finally {
            library.remove();
        }
    }
}

package dev.tally.sink.activitywatch.internal;

import dev.tally.sink.SinkException;
import dev.tally.sink.encoding.JsonReader;
import dev.tally.sink.encoding.JsonWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The bucket of one machine's input on an ActivityWatch server.
 *
 * @param address the address of the bucket in the server's API
 * @param hostname the name of the machine
 */
public record InputBucket(URI address, String hostname) {
    private static final String WATCHER = "aw-watcher-input";
    private static final String TYPE = "os.hid.input";
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304; // the answer for a bucket that exists
    private static final int NOT_FOUND = 404;

    /** How far around an event it is looked for: the server rounds times to milliseconds. */
    private static final Duration MARGIN = Duration.ofMillis(2);

    /** Returns the bucket of a machine, named as the watcher of ActivityWatch names it. */
    public static InputBucket of(URI server, String hostname) {
        String name = URLEncoder.encode(WATCHER + "_" + hostname, StandardCharsets.UTF_8)
                .replace("+", "%20");
        return new InputBucket(server.resolve("/api/0/buckets/" + name), hostname);
    }

    /**
     * Checks the address of a server.
     *
     * @throws IllegalArgumentException saying what is wrong with it, without user and password
     */
    public static URI checkServer(URI server) {
        String scheme = server.getScheme() == null ? "" : server.getScheme().toLowerCase(Locale.ROOT);
        if (server.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the address of " + server.getHost() + " contains a user; an ActivityWatch server has none");
        }
        boolean isHost = server.getHost() != null && server.getPort() != 0 && server.getPort() <= 65535;
        if (!isHost || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException(server + " is not the http:// or https:// address of a host");
        }
        boolean hasPath = !List.of("", "/").contains(server.getRawPath());
        if (hasPath || server.getRawQuery() != null || server.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    server + " has a path; give the address of the server alone, for example " + server.resolve("/"));
        }
        return server;
    }

    /** Returns the address of the bucket's events. */
    public URI events() {
        return URI.create(address + "/events");
    }

    /**
     * Returns whether the bucket has an event already. A bucket that is missing is created.
     *
     * @throws SinkException if the server does not answer as it should
     */
    public boolean contains(InputEvent event, Requests requests) throws SinkException, InterruptedException {
        // all of its time, because servers cut what they list to the time that is asked for
        URI around = URI.create(events() + "?start=" + event.timestamp().minus(MARGIN) + "&end="
                + event.timestamp().plusMillis(event.durationMillis()).plus(MARGIN));
        Requests.Answer answer = requests.get(around);
        if (answer.status() == NOT_FOUND) {
            create(requests);
            return false;
        }
        answer.require(OK);
        return list(answer).stream().anyMatch(event::equalsJson);
    }

    /**
     * Adds an event.
     *
     * @throws SinkException if it was not accepted, or if that is unknown
     */
    public void add(InputEvent event, Requests requests) throws SinkException, InterruptedException {
        requests.post(events(), event.toJson()).require(OK);
    }

    private void create(Requests requests) throws SinkException, InterruptedException {
        byte[] description = new JsonWriter()
                .beginObject()
                .field("client", WATCHER)
                .field("type", TYPE)
                .field("hostname", hostname)
                .endObject()
                .toBytes();
        Requests.Answer answer = requests.post(address, description);
        if (answer.status() != NOT_MODIFIED) {
            answer.require(OK);
        }
    }

    private static List<?> list(Requests.Answer answer) throws SinkException {
        try {
            if (JsonReader.read(answer.text()) instanceof List<?> events) {
                return events;
            }
        } catch (JsonReader.SyntaxException e) {
            throw answer.failure("the answer is not JSON: " + e.getMessage());
        }
        throw answer.failure("the answer is not a list of events");
    }
}

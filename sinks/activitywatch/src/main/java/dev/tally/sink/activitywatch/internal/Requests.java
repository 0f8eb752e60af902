package dev.tally.sink.activitywatch.internal;

import dev.tally.sink.SinkException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The requests to one server.
 *
 * <p>An open HTTP client wakes up about once a second, and no thread of Tally may wake up while input is idle: so the client is
 * closed after each attempt to deliver an interval. Before Java 21 a client cannot be closed. There, one client is used for all
 * attempts.
 *
 * <p><b>Threads.</b> One.
 */
public final class Requests {
    private static final Duration PAUSE_FOR_A_PERSON = Duration.ofSeconds(30);

    private static final int SERVER_ERROR = 500;

    private final Duration timeout;
    private @Nullable HttpClient
            client; // while an attempt is made, and from the first one on where it cannot be closed

    /** Prepares requests that take at most this time each. */
    public Requests(Duration timeout) {
        this.timeout = timeout;
    }

    /** An answer of the server. */
    record Answer(String request, int status, String text) {
        void require(int wanted) throws SinkException {
            if (status >= SERVER_ERROR) {
                throw new SinkException(request + ": " + status
                        + "; interval kept, it will be sent again; see the log of ActivityWatch");
            }
            if (status != wanted) {
                throw failure(Integer.toString(status));
            }
        }

        /** Returns the exception for an answer that no ActivityWatch server gives; it is not asked again soon. */
        SinkException failure(String what) {
            return new SinkException(
                    request + ": " + what
                            + "; interval kept, it will be sent again; check that the address is that of an"
                            + " ActivityWatch server",
                    PAUSE_FOR_A_PERSON);
        }
    }

    Answer get(URI uri) throws SinkException, InterruptedException {
        return send("GET", HttpRequest.newBuilder(uri).GET());
    }

    Answer post(URI uri, byte[] json) throws SinkException, InterruptedException {
        return send(
                "POST",
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(json)));
    }

    private Answer send(String method, HttpRequest.Builder builder) throws SinkException, InterruptedException {
        HttpRequest request = builder.build();
        String what = method + " " + request.uri();
        CompletableFuture<HttpResponse<String>> exchange = client().sendAsync(request, head -> new BoundedText());
        try {
            HttpResponse<String> response = exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Answer(what, response.statusCode(), response.body());
        } catch (TimeoutException e) {
            throw notAnswered(what, "no answer within " + timeout, e);
        } catch (ExecutionException e) {
            throw notAnswered(what, String.valueOf(e.getCause()), e);
        } finally {
            exchange.cancel(true); // closes the connection of an exchange that is not over
        }
    }

    private static SinkException notAnswered(String request, String why, Exception cause) {
        return new SinkException(
                request + ": " + why + "; interval kept, it will be sent again; check that ActivityWatch runs", cause);
    }

    private HttpClient client() {
        HttpClient open = client;
        if (open == null) {
            open = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(timeout)
                    .build();
            client = open;
        }
        return open;
    }

    /** Ends the threads and connections of an attempt, where Java can. */
    public void endAttempt() {
        if (client instanceof AutoCloseable closeable) {
            client = null;
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing the HTTP client", e); // it declares none
            }
        }
    }
}

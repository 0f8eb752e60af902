package dev.tally.sink.http.internal;

import java.net.http.HttpClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Creates an HTTP client for each attempt and closes it after the attempt.
 *
 * <p>An open client wakes up about once a second, and no thread of Tally may wake up while input is idle. A new client costs
 * a few milliseconds, once in a flush interval; and no request is sent on a connection that the server has just closed.
 *
 * <p>Before Java 21 a client cannot be closed. There, one client is used for all attempts.
 */
public final class HttpClients {
    private final Duration connectTimeout;
    private @Nullable HttpClient unclosable;

    /** Creates the source of clients; each attempt to connect takes at most this time. */
    public HttpClients(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    /** {@return a client for one attempt} */
    public HttpClient open() {
        return unclosable == null ? create() : unclosable;
    }

    /** Ends the threads and connections of a client, where Java can. */
    public void close(HttpClient client) {
        if (!(client instanceof AutoCloseable closeable)) {
            unclosable = client;
            return;
        }
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing the HTTP client", e); // it declares none
        }
    }

    /** HTTP/2 is off: it gains nothing for one request, and some servers fail at the upgrade that it begins with. */
    private HttpClient create() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }
}

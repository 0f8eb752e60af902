package dev.tally.sink.http.internal;

import java.net.http.HttpClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A new HTTP client for each attempt, closed after it.
 *
 * <p>An open client wakes up about once a second, and nothing of Tally may while input is idle. What a new one costs, a few
 * milliseconds, is paid once in a flush interval; and no request meets a connection that its server has just closed.
 *
 * <p>Before Java 21 a client cannot be closed. There, one is used for all attempts.
 */
public final class HttpClients {
    private final Duration connectTimeout;
    private @Nullable HttpClient unclosable;

    public HttpClients(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    /** A client for one attempt. */
    public HttpClient open() {
        return unclosable == null ? create() : unclosable;
    }

    /** Ends its threads and connections, where that can be done. */
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

    /** Not HTTP/2: over plain text it begins with an upgrade that some servers take badly, and one request gains nothing. */
    private HttpClient create() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }
}

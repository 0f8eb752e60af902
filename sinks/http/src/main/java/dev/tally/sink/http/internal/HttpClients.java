package dev.tally.sink.http.internal;

import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
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
    private final boolean isSecure;
    private @Nullable HttpClient unclosable;

    /**
     * Creates the source of clients.
     *
     * @param connectTimeout the most time that each attempt to connect takes
     * @param isSecure whether the address is an https address
     */
    public HttpClients(Duration connectTimeout, boolean isSecure) {
        this.connectTimeout = connectTimeout;
        this.isSecure = isSecure;
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
        HttpClient.Builder builder = HttpClient.newBuilder();
        if (!isSecure) {
            builder.sslContext(trustingNobody());
        }
        return builder.version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }

    /** Without one, the client would read all certificates of the system, also for an address without TLS. */
    private static SSLContext trustingNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}

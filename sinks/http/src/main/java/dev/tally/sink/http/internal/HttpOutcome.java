package dev.tally.sink.http.internal;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.SinkException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of posting one interval: accepted, or a {@link SinkException} that says why not and what to do.
 *
 * <p>Only the status counts, as soon as it has arrived: a body that never ends, or never comes, changes nothing.
 *
 * <p><b>Threads.</b> The head of the answer is set by a thread of the HTTP client and read by the thread that waits.
 */
public final class HttpOutcome {
    /** The pause before the next attempt where only a person can remove the cause. */
    private static final Duration PAUSE_FOR_A_PERSON = Duration.ofSeconds(30);

    private final Endpoint endpoint;
    private final ActivityInterval interval;
    private final Optional<ApiKey> apiKey;
    private final Clock clock;
    private volatile @Nullable ResponseInfo head;

    /** Creates the outcome of an attempt that has not been answered yet. */
    public HttpOutcome(Endpoint endpoint, ActivityInterval interval, Optional<ApiKey> apiKey, Clock clock) {
        this.endpoint = endpoint;
        this.interval = interval;
        this.apiKey = apiKey;
        this.clock = clock;
    }

    /** {@return a handler that keeps the head of the answer and discards the body} */
    public BodyHandler<Boolean> bodyHandler() {
        return info -> {
            head = info;
            return new DiscardedBody();
        };
    }

    /**
     * Checks, after the time for the attempt has passed, that the server has answered.
     *
     * @throws SinkException if no head has arrived
     */
    public void requireHeadWithin(Duration timeout) throws SinkException {
        if (head == null) {
            throw new SinkException(failed("no answer within " + timeout.toMillis() + " ms"), (Throwable) null);
        }
    }

    /**
     * Checks, after the exchange has failed, that the server had answered before.
     *
     * @throws SinkException if no head has arrived
     */
    public void requireHeadDespite(Throwable failure) throws SinkException {
        if (head == null) {
            throw new SinkException(failed(describe(failure)), isBeforeTheRequest(failure) ? failure : null);
        }
    }

    /**
     * Checks that the server accepted the interval.
     *
     * @throws SinkException if the status is not 2xx
     */
    public void requireSuccess() throws SinkException {
        ResponseInfo answered = head;
        if (answered == null) {
            throw new SinkException(failed("the connection was closed without an answer"), (Throwable) null);
        }
        int status = answered.statusCode();
        if (status / 100 != 2) {
            throw refusal(status, answered.headers());
        }
    }

    private SinkException refusal(int status, HttpHeaders headers) {
        if (status != 408 && status != 429 && status / 100 != 5) {
            return new SinkException(failed(status + remedy(status, headers)), PAUSE_FOR_A_PERSON);
        }
        Optional<Duration> asked = headers.firstValue("Retry-After").flatMap(v -> RetryAfter.parse(v, clock.instant()));
        return asked.map(pause -> new SinkException(
                        failed(status + ", asking for " + pause.toSeconds() + " s of patience"), pause))
                .orElseGet(() -> new SinkException(failed(Integer.toString(status)), (Throwable) null));
    }

    private String remedy(int status, HttpHeaders headers) {
        if (status == 401 || status == 403) {
            return ", check the API key: the server does not accept it";
        }
        if (status / 100 == 3) {
            return RedirectTarget.of(endpoint, headers, apiKey)
                    .map(target -> " to " + target + "; redirects are not followed: set API_URL to that")
                    .orElse(", redirects are not followed: set API_URL to the address that it leads to");
        }
        if (status == 409) {
            return ", check whether two clients use one identity: a part of it was accepted under other numbers, and adding"
                    + " it would count that part twice";
        }
        return ", check the address; the server does not accept intervals there";
    }

    private static String describe(Throwable failure) {
        if (failure instanceof ConnectException) {
            return isUnknownHost(failure)
                    ? "no host of this name is known"
                    : "cannot connect; is the server running there?";
        }
        if (isBeforeTheRequest(failure)) {
            return "no connection: " + failure.getMessage();
        }
        return "the connection was closed, or the answer is not HTTP ("
                + failure.getClass().getSimpleName() + ")";
    }

    private static boolean isUnknownHost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    /** Messages of later failures may quote what the server sent, which may be the key. */
    private static boolean isBeforeTheRequest(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException
                || failure instanceof SSLHandshakeException;
    }

    private String failed(String why) {
        return "POST " + endpoint + ": " + why + "; interval " + interval.id() + " kept";
    }
}

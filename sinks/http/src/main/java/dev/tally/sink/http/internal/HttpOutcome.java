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
 * What a server answered to one interval, and what that means.
 *
 * <p>The status decides, as soon as it is known: a body that never ends, or never comes, changes nothing.
 *
 * <p><b>Threads.</b> The head is set by a thread of the HTTP client and read by the one that waits.
 */
public final class HttpOutcome {
    private static final Duration PAUSE_FOR_A_PERSON = Duration.ofSeconds(30);

    private final Endpoint endpoint;
    private final ActivityInterval interval;
    private final Clock clock;
    private volatile @Nullable ResponseInfo head;

    public HttpOutcome(Endpoint endpoint, ActivityInterval interval, Clock clock) {
        this.endpoint = endpoint;
        this.interval = interval;
        this.clock = clock;
    }

    /** Notes the head; what the server says beyond it is thrown away. */
    public BodyHandler<Boolean> bodyHandler() {
        return info -> {
            head = info;
            return new DiscardedBody();
        };
    }

    /** @throws SinkException if there is no head yet */
    public void requireHeadWithin(Duration timeout) throws SinkException {
        if (head == null) {
            throw new SinkException(failed("no answer within " + timeout.toMillis() + " ms"), (Throwable) null);
        }
    }

    /**
     * @throws SinkException if there is no head
     */
    public void requireHeadDespite(Throwable failure) throws SinkException {
        if (head == null) {
            throw new SinkException(failed(inWords(failure)), isBeforeTheRequest(failure) ? failure : null);
        }
    }

    /** @throws SinkException if the status is not one of success */
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
            return new SinkException(failed(status + ", " + remedy(status)), PAUSE_FOR_A_PERSON);
        }
        Optional<Duration> asked = headers.firstValue("Retry-After").flatMap(v -> RetryAfter.parse(v, clock.instant()));
        return asked.map(pause -> new SinkException(
                        failed(status + ", asking for " + pause.toSeconds() + " s of patience"), pause))
                .orElseGet(() -> new SinkException(failed(Integer.toString(status)), (Throwable) null));
    }

    private static String remedy(int status) {
        if (status == 401 || status == 403) {
            return "check the API key: the server does not accept it";
        }
        if (status / 100 == 3) {
            return "redirects are not followed: give the address that it leads to";
        }
        return "check the address; the server does not take this";
    }

    private static String inWords(Throwable failure) {
        if (failure instanceof ConnectException) {
            return isUnknownHost(failure)
                    ? "no host of this name is known"
                    : "cannot connect; is the server running there?";
        }
        if (isBeforeTheRequest(failure)) {
            return "no connection: " + failure.getMessage();
        }
        return "the connection was closed, or what came is not HTTP ("
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

    /** Later failures of the HTTP client quote what the server sent, and that may be the key. */
    private static boolean isBeforeTheRequest(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException
                || failure instanceof SSLHandshakeException;
    }

    private String failed(String why) {
        return "POST " + endpoint + ": " + why + "; interval " + interval.id() + " kept";
    }
}

package dev.tally.foxglove.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides about each request to open a WebSocket: a session, or a refusal that says what to do. */
final class Handshake implements WebSocketNegotiator {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);
    private static final int OUTPUT_BUFFER = 32 * 1024;

    private final Hub hub;
    private final Admission admission;
    private final Scheduler scheduler;
    private final LogThrottle refusalLog = new LogThrottle(Duration.ofSeconds(30));

    Handshake(Hub hub, Admission admission, Scheduler scheduler) {
        this.hub = hub;
        this.admission = admission;
        this.scheduler = scheduler;
    }

    @Override
    public @Nullable FrameHandler negotiate(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        if (!hasProperAddress(request)) {
            return refuse(request, response, callback, HttpStatus.BAD_REQUEST_400, "the address is malformed");
        }
        if (!admission.isRightToken(authorization(request), tokenInUrl(request))) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            return refuse(request, response, callback, HttpStatus.UNAUTHORIZED_401, "the token is missing or wrong");
        }
        if (!admission.isOriginAllowed(request.getHeaders().get(HttpHeader.ORIGIN))) {
            return refuse(
                    request, response, callback, HttpStatus.FORBIDDEN_403, "pages of this origin may not connect");
        }
        Optional<String> subprotocol = Subprotocol.choose(request.getSubProtocols());
        if (subprotocol.isEmpty()) {
            String why = "offer one of the subprotocols " + String.join(", ", Subprotocol.ACCEPTED);
            return refuse(request, response, callback, HttpStatus.BAD_REQUEST_400, why);
        }
        if (hub.isFull()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "3");
            String why = "there are " + hub.limits().clients() + " clients already; try again later";
            return refuse(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, why);
        }
        response.setAcceptedSubProtocol(subprotocol.get());
        return new JettyTransport(hub, scheduler);
    }

    /** Jetty parses it after us, and would answer 500 and log a stack trace for each that a stranger sends. */
    private static boolean hasProperAddress(Request request) {
        try {
            request.getHttpURI().toURI();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable String authorization(Request request) {
        List<String> values = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        return values.size() == 1 ? values.get(0) : null;
    }

    private @Nullable String tokenInUrl(Request request) {
        if (!admission.isTokenInUrlAllowed()) {
            return null;
        }
        try {
            return Request.extractQueryParameters(request).getValue("token");
        } catch (RuntimeException e) {
            LOG.debug("query of a handshake cannot be read", e);
            return null;
        }
    }

    private @Nullable FrameHandler refuse(
            Request request, Response response, Callback callback, int status, String why) {
        hub.countRefusal();
        if (refusalLog.isDue()) {
            LOG.warn("{} refused with {}: {}", Request.getRemoteAddr(request), status, why);
        }
        answer(response, callback, status, why);
        return null;
    }

    /** Answers in plain text and ends the connection. */
    static void answer(Response response, Callback callback, int status, String text) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        Content.Sink.write(response, true, text + "\n", callback);
    }

    @Override
    public void customize(Configuration configuration) {
        configuration.setIdleTimeout(Duration.ZERO); // the kernel's keep-alive finds the dead, at no wake-up of ours
        configuration.setMaxFrameSize(0); // the transport counts bytes itself, over all frames of a message
        configuration.setOutputBufferSize(OUTPUT_BUFFER);
    }
}

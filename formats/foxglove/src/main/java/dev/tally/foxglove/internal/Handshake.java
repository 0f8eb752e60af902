package dev.tally.foxglove.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
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

/** Decides about each request to open a WebSocket: it becomes a session, or is refused with a reason. */
final class Handshake implements WebSocketNegotiator {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);
    private static final int KEY_BYTES = 16;
    private static final int KEY_CHARACTERS = 24; // in base64 with its padding
    private static final String TOKEN = "token=";
    private static final int OUTPUT_BUFFER = 32 * 1024;

    private final Hub hub;
    private final Admission admission;
    private final Scheduler scheduler;
    private final PendingHandshakes pending;
    private final LogThrottle refusalLog = new LogThrottle(Duration.ofSeconds(30));

    Handshake(Hub hub, Admission admission, Scheduler scheduler, PendingHandshakes pending) {
        this.hub = hub;
        this.admission = admission;
        this.scheduler = scheduler;
        this.pending = pending;
    }

    @Override
    public @Nullable FrameHandler negotiate(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        if (!hasProperAddress(request)) {
            return refuse(request, response, callback, HttpStatus.BAD_REQUEST_400, "the address is malformed");
        }
        if (!hasProperKey(request)) {
            String why = "Sec-WebSocket-Key must be 16 bytes in base64, once";
            return refuse(request, response, callback, HttpStatus.BAD_REQUEST_400, why);
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
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        ClientAddress address = ClientAddress.of(endPoint.getRemoteSocketAddress());
        Optional<String> full = hub.whyFull(address.network());
        if (full.isPresent()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "3");
            return refuse(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, full.get());
        }
        response.setAcceptedSubProtocol(subprotocol.get());
        return new JettyTransport(hub, scheduler, address, () -> pending.admit(endPoint));
    }

    /** Jetty parses the address after us; for a malformed one it would answer 500 and log a stack trace. */
    private static boolean hasProperAddress(Request request) {
        try {
            request.getHttpURI().toURI();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean hasProperKey(Request request) {
        List<String> keys = request.getHeaders().getValuesList(HttpHeader.SEC_WEBSOCKET_KEY);
        try {
            return keys.size() == 1
                    && keys.get(0).length() == KEY_CHARACTERS
                    && Base64.getDecoder().decode(keys.get(0)).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable String authorization(Request request) {
        List<String> values = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        return values.size() == 1 ? values.get(0) : null;
    }

    /** Returns the first token of the address, percent-decoded. A plus sign is one: an address is not a form. */
    private @Nullable String tokenInUrl(Request request) {
        String query = request.getHttpURI().getQuery();
        if (!admission.isTokenInUrlAllowed() || query == null) {
            return null;
        }
        for (String parameter : query.split("&")) {
            if (parameter.startsWith(TOKEN)) {
                String encoded = parameter.substring(TOKEN.length()).replace("+", "%2B");
                return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    private @Nullable FrameHandler refuse(
            Request request, Response response, Callback callback, int status, String why) {
        hub.countRefusal();
        if (refusalLog.isDue()) {
            LOG.warn("{} refused with {}: {}{}", Request.getRemoteAddr(request), status, why, refusalLog.omitted());
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
        configuration.setIdleTimeout(Duration.ZERO); // the kernel's keep-alive finds dead peers without waking us
        configuration.setMaxFrameSize(0); // the transport counts bytes itself, over all frames of a message
        configuration.setOutputBufferSize(OUTPUT_BUFFER);
    }
}

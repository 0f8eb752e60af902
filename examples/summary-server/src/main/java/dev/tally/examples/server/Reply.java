package dev.tally.examples.server;

import dev.tally.sink.encoding.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * An answer: a status and a body.
 *
 * @param status the HTTP status
 * @param body the body; UTF-8 if it is text
 * @param type the field that tells the type of the body
 */
record Reply(int status, byte[] body, HttpField type) implements ReadRoute.Answer {
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");

    static final Reply HEALTHY = of(200, "{\"status\":\"ok\"}");
    static final Reply ACCEPTED = of(200, "{\"message\":\"ok\"}");
    /** The counts were added, but not at the times that the client named. */
    static final Reply ACCEPTED_AT_RECEIPT = of(
            200,
            "{\"message\":\"ok\",\"counted_at\":\"receipt\",\"reason\":\"timestamp_ms is not the time of the server, or end_ms"
                    + " is in the future or before the retention; check the clock\"}");

    static final Reply NO_CONTENT = new Reply(204, new byte[0]);
    static final Reply UNAUTHORIZED = error(401, "unauthorized");
    static final Reply NOT_FOUND = error(404, "not_found");
    static final Reply METHOD_NOT_ALLOWED = error(405, "method_not_allowed");
    static final Reply TIMEOUT = error(408, "timeout");
    static final Reply OVERLAPPING = of(
            409,
            "{\"error\":\"overlapping_interval\",\"message\":\"a part of this interval was accepted before under other numbers;"
                    + " nothing was added\"}");
    static final Reply TOO_LARGE = error(413, "too_large");
    static final Reply UNSUPPORTED_ENCODING = error(415, "unsupported_content_encoding");
    static final Reply RATE_LIMITED = error(429, "rate_limited");
    static final Reply OVERLOADED = error(503, "overloaded");
    static final Reply DATABASE_FULL = of(
            507,
            "{\"error\":\"database_full\",\"message\":\"there is no space for more counts; the operator has to make some\"}");
    static final Reply BROKER_UNAVAILABLE = error(503, "broker_unavailable");
    static final Reply DATABASE_UNAVAILABLE = error(503, "database_unavailable");

    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField NO_SNIFFING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField NO_REFERRER = new PreEncodedHttpField("Referrer-Policy", "no-referrer");
    /** What is answered is no page, unless the route says what the page may load. */
    private static final HttpField NO_PAGE =
            new PreEncodedHttpField("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

    private static final HttpField ANY_ORIGIN = new PreEncodedHttpField("Access-Control-Allow-Origin", "*");
    private static final HttpField EXPOSED = new PreEncodedHttpField(
            "Access-Control-Expose-Headers", "ETag, Link, Retry-After, RateLimit, RateLimit-Policy");

    /** Creates an answer in JSON. */
    Reply(int status, byte[] body) {
        this(status, body, JSON);
    }

    /** Returns an error with a code for programs. */
    static Reply error(int status, String code) {
        return of(status, "{\"error\":\"" + code + "\"}");
    }

    /** Returns an error with a code for programs and one sentence for people. */
    static Reply error(int status, String code, String message) {
        JsonWriter json = new JsonWriter();
        return new Reply(
                status,
                json.beginObject()
                        .field("error", code)
                        .field("message", message)
                        .endObject()
                        .toBytes());
    }

    private static Reply of(int status, String json) {
        return new Reply(status, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds the headers that every answer has. */
    static void addCommonHeaders(HttpFields.Mutable headers) {
        headers.put(ANY_ORIGIN);
        headers.put(EXPOSED);
        headers.put(NO_STORE);
        headers.put(NO_SNIFFING);
        headers.put(NO_REFERRER);
        headers.put(NO_PAGE);
    }

    /** Makes the answer say that the connection ends with it, if a part of the request's body has not come: it is not read. */
    static void endWithUnreadBody(Response response) {
        if (!response.getRequest().consumeAvailable()) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
    }

    @Override
    public int bytes() {
        return body.length;
    }

    @Override
    public void send(Request request, Response response, Callback callback) {
        send(response, callback);
    }

    /** Sends this answer and completes the callback. */
    void send(Response response, Callback callback) {
        response.setStatus(status);
        addCommonHeaders(response.getHeaders());
        if (body.length > 0) {
            response.getHeaders().put(type);
        }
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    /** Sends this answer with a {@code Retry-After} header. */
    void sendWithPause(Duration pause, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, Long.toString(pause.toSeconds()));
        send(response, callback);
    }
}

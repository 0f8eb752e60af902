package dev.tally.examples.server;

import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Finds the route of a request, by path and then by method. {@code OPTIONS} is answered for every path, because browsers
 * send it before a request with a key.
 *
 * <p><b>Threads.</b> Called by the threads that serve all connections: a route that may block continues on another thread.
 */
final class Routes extends Handler.Abstract.NonBlocking {
    /** Answers one request, and completes the callback when the answer is sent. */
    interface Route {
        void answer(Request request, Response response, Callback callback);
    }

    private record Methods(String allowed, Map<String, Route> routes) {}

    private static final String EVERY_METHOD = "GET, HEAD, POST, OPTIONS";
    private static final String USUAL_HEADERS = "Authorization, Content-Type, Idempotency-Key";

    private final Map<String, Methods> paths;

    Routes(Route frames, Route summary, Route health) {
        this.paths = Map.of(
                "/frames", new Methods("POST, OPTIONS", Map.of("POST", frames)),
                "/activity/summary", new Methods("GET, HEAD, OPTIONS", Map.of("GET", summary, "HEAD", summary)),
                "/health", new Methods("GET, HEAD, OPTIONS", Map.of("GET", health, "HEAD", health)));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (request.getMethod().equals("OPTIONS")) {
            preflight(request, response, callback);
            return true;
        }
        Methods methods = paths.get(Request.getPathInContext(request));
        if (methods == null) {
            Reply.NOT_FOUND.send(response, callback);
            return true;
        }
        Route route = methods.routes.get(request.getMethod());
        if (route == null) {
            response.getHeaders().put(HttpHeader.ALLOW, methods.allowed);
            Reply.METHOD_NOT_ALLOWED.send(response, callback);
            return true;
        }
        route.answer(request, response, callback);
        return true;
    }

    /**
     * Answers the preflight request of a browser (CORS). Any header is allowed: access is protected by the key, and cookies are ignored.
     */
    private void preflight(Request request, Response response, Callback callback) {
        Methods methods = paths.get(Request.getPathInContext(request));
        String asked = request.getHeaders().get("Access-Control-Request-Headers");
        response.getHeaders()
                .put(HttpHeader.ALLOW, methods == null ? EVERY_METHOD : methods.allowed)
                .put("Access-Control-Allow-Methods", EVERY_METHOD)
                .put(
                        "Access-Control-Allow-Headers",
                        asked == null || asked.isBlank() ? USUAL_HEADERS : USUAL_HEADERS + ", " + asked)
                .put("Access-Control-Max-Age", "86400")
                .put(HttpHeader.VARY, "Access-Control-Request-Headers");
        Reply.NO_CONTENT.send(response, callback);
    }
}

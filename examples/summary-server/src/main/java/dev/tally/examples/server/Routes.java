package dev.tally.examples.server;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

    private static final String EVERY_METHOD = "DELETE, GET, HEAD, OPTIONS, POST";
    private static final String USUAL_HEADERS = "Authorization, Content-Type, Idempotency-Key";

    private final Map<String, Map<String, Route>> paths = new HashMap<>();

    /** Answers {@code GET} and {@code HEAD} of a path with this route. */
    Routes get(String path, Route route) {
        return on("GET", path, route).on("HEAD", path, route);
    }

    /** Answers this method of a path with this route. Routes are added before the server starts. */
    Routes on(String method, String path, Route route) {
        paths.computeIfAbsent(path, unused -> new LinkedHashMap<>()).put(method, route);
        return this;
    }

    /** Returns the paths, each with the methods that it answers. */
    Map<String, Set<String>> methodsByPath() {
        Map<String, Set<String>> methods = new TreeMap<>();
        paths.forEach((path, routes) -> methods.put(path, routes.keySet()));
        return methods;
    }

    /** Continues with an answer on another thread of the server, which may block. */
    static void continueLater(Request request, Callback callback, Runnable answer) {
        request.getComponents().getExecutor().execute(() -> complete(callback, answer));
    }

    /**
     * Runs what answers a request outside {@link #handle}. What it throws, also an error such as a lack of memory, fails this request:
     * else its connection would stay open without an answer, and a server that stops would wait for it.
     */
    static void complete(Callback callback, Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException | Error e) { // for example a header that the HTTP server cannot parse
            callback.failed(e);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (request.getMethod().equals("OPTIONS")) {
            preflight(request, response, callback);
            return true;
        }
        Map<String, Route> routes = paths.get(Request.getPathInContext(request));
        if (routes == null) {
            Reply.endWithUnreadBody(response);
            Reply.NOT_FOUND.send(response, callback);
            return true;
        }
        Route route = routes.get(request.getMethod());
        if (route == null) {
            response.getHeaders().put(HttpHeader.ALLOW, allowed(routes));
            Reply.endWithUnreadBody(response);
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
        Map<String, Route> routes = paths.get(Request.getPathInContext(request));
        String asked = request.getHeaders().get("Access-Control-Request-Headers");
        response.getHeaders()
                .put(HttpHeader.ALLOW, routes == null ? EVERY_METHOD : allowed(routes))
                .put("Access-Control-Allow-Methods", EVERY_METHOD)
                .put(
                        "Access-Control-Allow-Headers",
                        asked == null || asked.isBlank() ? USUAL_HEADERS : USUAL_HEADERS + ", " + asked)
                .put("Access-Control-Max-Age", "86400")
                .put(HttpHeader.VARY, "Access-Control-Request-Headers");
        Reply.NO_CONTENT.send(response, callback);
    }

    private static String allowed(Map<String, Route> routes) {
        return String.join(", ", routes.keySet()) + ", OPTIONS";
    }
}

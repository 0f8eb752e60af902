package dev.tally.examples.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The files in the jar that are served: the description of the API and the dashboard. Only the paths that are named here
 * can be asked for. A file is read when it is first asked for, and kept.
 *
 * <p>The dashboard is made by npm when the jar is built. A jar that was built without npm has none; then {@code /} says how
 * to build it.
 */
final class Resources {
    private static final String NO_DASHBOARD = """
            This build of the server has no dashboard: it was built without npm.

            With Node 18 or later and npm installed, this builds it and starts the server:

                ./mvnw -pl examples/summary-server -am package -DskipTests -Dtally.dashboard.skip=false
                bin/summary-server

            The API works without it: /openapi.yaml describes it.
            """;

    /** The page may load what this server serves and nothing else, and may be shown in no other page. */
    private static final Map<String, String> PAGE_HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=()");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "yaml", "application/yaml");

    private static final Reply WITHOUT_DASHBOARD = new Reply(
            404,
            NO_DASHBOARD.getBytes(StandardCharsets.UTF_8),
            new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8"));

    private final String folder;
    private final Map<String, Optional<Content>> read = new ConcurrentHashMap<>();

    Resources() {
        this("dashboard");
    }

    /** Takes the files of the dashboard from another folder of the jar. */
    Resources(String folder) {
        this.folder = folder;
    }

    /** Adds the paths of the files. */
    void addTo(Routes routes) {
        routes.get("/openapi.yaml", route("openapi.yaml"))
                .get("/", route(folder + "/index.html"))
                .get("/dashboard.js", route(folder + "/dashboard.js"))
                .get("/dashboard.css", route(folder + "/dashboard.css"))
                .get("/icon.svg", route(folder + "/icon.svg"));
    }

    private Routes.Route route(String file) {
        return (request, response, callback) ->
                Routes.continueLater(request, callback, () -> send(file, request, response, callback));
    }

    private void send(String file, Request request, Response response, Callback callback) {
        Optional<Content> content = read.computeIfAbsent(file, Resources::read);
        if (content.isPresent()) {
            content.get().send(request, response, callback);
        } else {
            WITHOUT_DASHBOARD.send(response, callback);
        }
    }

    private static Optional<Content> read(String file) {
        try (InputStream stream = Resources.class.getResourceAsStream("/" + file)) {
            if (stream == null) {
                return Optional.empty();
            }
            String ending = file.substring(file.lastIndexOf('.') + 1);
            HttpField type = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, String.valueOf(TYPES.get(ending)));
            return Optional.of(
                    new Content(stream.readAllBytes(), type, ending.equals("html") ? PAGE_HEADERS : Map.of()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file + " of the jar", e);
        }
    }
}

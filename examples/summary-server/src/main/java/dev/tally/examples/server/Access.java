package dev.tally.examples.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Decides which requests may add and read counts.
 *
 * <p>The server's own key allows everything; a client's key what its scopes say. The default key is known to all, and allows
 * something on the loopback only, and to no page of another site there, unless the operator says otherwise. An address that has sent too many wrong keys has to wait.
 *
 * <p><b>Threads.</b> Any. {@link #replaceKeys} may be called at any time.
 *
 * <p><b>Cost.</b> Comparing takes the same time whichever key was sent: all keys are compared, and all bytes of each hash.
 */
final class Access {
    /** What follows from the key of a request. */
    enum Verdict {
        ALLOWED,
        /** The key is missing, wrong or has not the scope. */
        REFUSED,
        /** The address has sent too many wrong keys. */
        TOO_MANY_FAILURES
    }

    /**
     * The keys that are valid now.
     *
     * @param own the server's own key
     * @param clients the keys of clients
     */
    record Keys(KeyHash own, List<ClientKey> clients) {
        Keys {
            clients = List.copyOf(clients);
        }
    }

    private static final Duration FAILURE_WINDOW = Duration.ofMinutes(1);
    /** The origin of a page that this machine serves. */
    private static final Predicate<String> LOCAL_ORIGIN = Pattern.compile(
                    "https?://(([a-z0-9-]+\\.)*localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?",
                    Pattern.CASE_INSENSITIVE)
            .asMatchPredicate();

    private final ClientAddress addresses;
    private final RateLimit failures;
    private final boolean allowsDefaultKey;
    private final boolean readingNeedsKey;
    private final Refusals refusals = new Refusals();
    private final LongAdder refused = new LongAdder();
    private volatile Keys keys;

    /** @throws IllegalArgumentException if the file of client keys is wrong */
    Access(AccessSettings settings, ClientAddress addresses) {
        this.keys = settings.keys();
        this.addresses = addresses;
        this.failures = new RateLimit("wrong-keys", settings.mostWrongKeys(), FAILURE_WINDOW);
        this.allowsDefaultKey = settings.allowsDefaultKey();
        this.readingNeedsKey = settings.readingNeedsKey();
    }

    /** Takes other keys from now on. */
    void replaceKeys(Keys others) {
        keys = others;
    }

    /** Returns how many requests had no key or a wrong one. */
    long refused() {
        return refused.sum();
    }

    /** Says whether a request may do this, and counts it if its key is wrong. */
    Verdict judge(Request request, Scope scope) {
        if (scope == Scope.READ && !readingNeedsKey) {
            return Verdict.ALLOWED;
        }
        return judge(request, isAllowed(request, scope));
    }

    private Verdict judge(Request request, boolean isAllowed) {
        String client = addresses.of(request);
        if (failures.isExhausted(client)) {
            return Verdict.TOO_MANY_FAILURES;
        }
        if (isAllowed) {
            return Verdict.ALLOWED;
        }
        refusals.count();
        refused.increment();
        if (request.getHeaders().contains(HttpHeader.AUTHORIZATION)) {
            failures.ask(client);
        }
        return Verdict.REFUSED;
    }

    /** Answers a request that is refused; returns whether it was. */
    boolean refuse(Request request, Response response, Callback callback, Scope scope) {
        return refuse(judge(request, scope), response, callback);
    }

    /** Answers a request that has not the server's own key; returns whether it was refused. */
    boolean refuseOthers(Request request, Response response, Callback callback) {
        return refuse(judge(request, isOwn(request)), response, callback);
    }

    private static boolean refuse(Verdict verdict, Response response, Callback callback) {
        if (verdict != Verdict.ALLOWED) {
            Reply.endWithUnreadBody(response);
        }
        switch (verdict) {
            case ALLOWED -> {
                return false;
            }
            case REFUSED -> Reply.UNAUTHORIZED.send(response, callback);
            case TOO_MANY_FAILURES -> Reply.RATE_LIMITED.sendWithPause(FAILURE_WINDOW, response, callback);
        }
        return true;
    }

    private boolean isAllowed(Request request, Scope scope) {
        List<String> given = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        if (given.size() != 1) {
            return false;
        }
        KeyHash.Given sent = KeyHash.Given.of(given.get(0));
        Keys valid = keys;
        boolean own = valid.own.matches(sent);
        boolean client = false;
        for (ClientKey each : valid.clients) {
            client |= each.hash().matches(sent) & each.scopes().contains(scope);
        }
        return client || own && isValid(valid.own, request);
    }

    private boolean isOwn(Request request) {
        List<String> given = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        KeyHash own = keys.own;
        return given.size() == 1 && own.matches(KeyHash.Given.of(given.get(0))) && isValid(own, request);
    }

    private boolean isValid(KeyHash own, Request request) {
        return !own.isDefault() || allowsDefaultKey || isLocal(request) && !isFromOtherSite(request);
    }

    /** Says whether a page that is not of this machine sent the request, from a browser on this machine. */
    private static boolean isFromOtherSite(Request request) {
        return !request.getHeaders().getValuesList(HttpHeader.ORIGIN).stream().allMatch(LOCAL_ORIGIN);
    }

    /** Says whether the request comes from this machine, and not through a proxy on this machine. */
    private boolean isLocal(Request request) {
        InetAddress client = addresses.address(request);
        return client != null && client.isLoopbackAddress() && (isFromTrustedProxy(request) || !isForwarded(request));
    }

    private boolean isFromTrustedProxy(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
                && addresses.isTrusted(remote.getAddress());
    }

    private static boolean isForwarded(Request request) {
        return request.getHeaders().contains("X-Forwarded-For")
                || request.getHeaders().contains("Forwarded");
    }
}

package dev.tally.sink.http.internal;

import java.net.http.HttpHeaders;
import java.util.Optional;

/** Finds the address that a redirect leads to, as text for an error message. */
final class RedirectTarget {
    private static final int MAX_LENGTH = 300;

    private RedirectTarget() {}

    /**
     * Returns the address without user and query; empty if the answer names no address that intervals could be posted to,
     * or one that contains the key.
     */
    static Optional<String> of(Endpoint endpoint, HttpHeaders headers, Optional<ApiKey> apiKey) {
        return headers.firstValue("Location")
                .filter(location -> location.length() <= MAX_LENGTH)
                .flatMap(location -> address(endpoint, location))
                .filter(target -> apiKey.stream().noneMatch(key -> key.isIn(target.uri())))
                .map(Endpoint::toString);
    }

    private static Optional<Endpoint> address(Endpoint endpoint, String location) {
        try {
            return Optional.of(Endpoint.of(endpoint.uri().resolve(location)));
        } catch (IllegalArgumentException e) { // not an address
            return Optional.empty();
        }
    }
}

package dev.tally.foxglove.internal;

import java.util.List;
import java.util.Optional;

/** The names of the protocol, one of which client and server agree on in the handshake. */
final class Subprotocol {
    /**
     * The name that the current SDK and its clients use, and the older one. The first of them that a client offers is
     * chosen.
     */
    static final List<String> ACCEPTED = List.of("foxglove.sdk.v1", "foxglove.websocket.v1");

    private Subprotocol() {}

    static Optional<String> choose(List<String> offered) {
        return ACCEPTED.stream().filter(offered::contains).findFirst();
    }
}

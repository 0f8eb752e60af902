package dev.tally.foxglove.internal;

import java.util.List;
import java.util.Optional;

/** The names under which this protocol goes. */
final class Subprotocol {
    /** What the current SDK and its clients use, and the older name. The first that a client offers is taken. */
    static final List<String> ACCEPTED = List.of("foxglove.sdk.v1", "foxglove.websocket.v1");

    private Subprotocol() {}

    static Optional<String> choose(List<String> offered) {
        return ACCEPTED.stream().filter(offered::contains).findFirst();
    }
}

package dev.tally.foxglove.internal;

import java.nio.ByteBuffer;
import java.time.Duration;

/** The connection under a client session. No method waits. */
interface Transport {

    /** Is told of the end of a send: once, on any thread, perhaps before {@code send} has returned. */
    interface Completion {
        /** Does nothing. */
        Completion IGNORED = new Completion() {
            @Override
            public void sent() {}

            @Override
            public void failed(Throwable cause) {}
        };

        void sent();

        void failed(Throwable cause);
    }

    /** Returns the address and port that the client connects from, for logs. */
    String address();

    /** Returns what limits per address count as one address. */
    String network();

    /** Returns the subprotocol that was agreed in the handshake. */
    String subprotocol();

    /**
     * Sends one message.
     *
     * @param text whether the bytes are UTF-8 text
     * @param flush whether to write now; if not, the message may wait for the next one
     */
    void send(ByteBuffer message, boolean text, boolean flush, Completion completion);

    /** Starts the close handshake. */
    void close(int code, String reason);

    /** Cuts the connection. */
    void abort();

    /** Calls back once after a time, unless the returned action is run before. */
    Runnable after(Duration delay, Runnable action);
}

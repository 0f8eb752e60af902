package dev.tally.testkit.x11;

import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.CaptureSession;
import dev.tally.testkit.CountingHandler;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An X server of its own for each test, with hands that type on it, and sessions that count what they do. */
final class XInput implements BeforeEachCallback, AfterEachCallback {
    private XvfbServer server;
    private XTestClient hands;

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        server = XvfbServer.start();
        hands = XTestClient.connect(server.display());
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        hands.close();
        server.close();
    }

    XvfbServer server() {
        return server;
    }

    XTestClient hands() {
        return hands;
    }

    /** Returns options for a display and a kind of connection: socket, xcb or auto. */
    static CaptureOptions options(String display, String connection) {
        return CaptureOptions.defaults()
                .backend("xrecord")
                .with("xrecord.display", display)
                .with("xrecord.connection", connection);
    }

    /** Starts a session on the server, and waits until it counts. */
    CaptureSession start(String connection, CountingHandler counts) throws Exception {
        CaptureSession session =
                CaptureSession.start(CaptureBackends.openBest(options(server.display(), connection)), counts);
        counts.awaitLive();
        return session;
    }
}

package dev.tally.testkit.x11;

import dev.tally.capture.CaptureBackends;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.InputSource;
import dev.tally.testkit.InputSourceContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract of all sources, kept by the backend on a real server, on both connections. */
@NeedsXvfb
class XRecordContractIT {

    @Nested
    class Socket extends OnServer {
        Socket() {
            super("socket");
        }
    }

    @Nested
    class Xcb extends OnServer {
        Xcb() {
            super("xcb");
        }
    }

    abstract static class OnServer extends InputSourceContract {
        private final String connection;
        private final XvfbServer server;
        private final XTestClient hands;

        OnServer(String connection) {
            this.connection = connection;
            try {
                server = XvfbServer.start();
                hands = XTestClient.connect(server.display());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected InputSource open() throws Exception {
            return CaptureBackends.openBest(CaptureOptions.defaults()
                    .backend("xrecord")
                    .with("xrecord.display", server.display())
                    .with("xrecord.connection", connection));
        }

        @Override
        protected boolean pressKeys(InputSource running, int presses) throws Exception {
            for (int i = 0; i < presses; i++) {
                hands.key(hands.letterKeys().get(i));
            }
            hands.sync();
            return true;
        }

        @AfterEach
        void end() throws Exception {
            hands.close();
            server.close();
        }
    }
}

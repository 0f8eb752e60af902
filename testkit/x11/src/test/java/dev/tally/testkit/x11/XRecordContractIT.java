package dev.tally.testkit.x11;

import dev.tally.capture.CaptureBackends;
import dev.tally.capture.spi.InputSource;
import dev.tally.testkit.InputSourceContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

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

        @RegisterExtension
        final XInput x = new XInput();

        OnServer(String connection) {
            this.connection = connection;
        }

        @Override
        protected InputSource open() throws Exception {
            return CaptureBackends.openBest(XInput.options(x.server().display(), connection));
        }

        @Override
        protected boolean pressKeys(InputSource running, int presses) throws Exception {
            for (int i = 0; i < presses; i++) {
                x.hands().key(x.hands().letterKeys().get(i));
            }
            x.hands().sync();
            return true;
        }
    }
}

package dev.tally.examples.client.separate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.spi.InputSource;
import dev.tally.capture.spi.ProbeResult;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CaptureServerTest {
    @TempDir
    private Path directory;

    /** A backend that fails as no backend should. */
    private record Broken(Supplier<RuntimeException> failure) implements CaptureProvider {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public int priority() {
            return -1;
        }

        @Override
        public ProbeResult probe(CaptureOptions options) {
            throw failure.get();
        }

        @Override
        public InputSource open(CaptureOptions options) {
            throw failure.get();
        }
    }

    @Test
    void aFileThatIsNotASocketIsNotDeleted() throws Exception {
        Path file = Files.writeString(directory.resolve("capture.socket"), "a letter");
        assertThrows(FileAlreadyExistsException.class, () -> new RunningServer(directory).close());
        assertEquals("a letter", Files.readString(file));
    }

    @Test
    void theSocketOfAProcessThatWasKilledIsReplaced() throws Exception {
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(directory.resolve("capture.socket")));
        }
        try (RunningServer server = new RunningServer(directory)) {
            assertTrue(Files.exists(server.socket));
        }
    }

    @Test
    void aBackendThatThrowsIsARefusal() throws Exception {
        Broken broken = new Broken(() -> new IllegalStateException("a fault of the backend"));
        try (RunningServer server = new RunningServer(directory, broken)) {
            for (int i = 0; i < 2; i++) {
                CaptureException refused =
                        assertThrows(CaptureException.class, () -> new SeparateProvider().open(server.options()));
                assertTrue(String.valueOf(refused.getMessage()).contains("a fault of the backend"), refused::toString);
                Availability.Unavailable why = assertInstanceOf(
                        Availability.Unavailable.class,
                        new SeparateProvider().probe(server.options()).availability());
                assertTrue(why.reason().contains("a fault of the backend"), why::reason);
            }
        }
    }

    @Test
    void aServerThatFailsSaysSo() throws Exception {
        Broken broken = new Broken(() -> {
            throw new AssertionError("expected: a fault of the Java machine");
        });
        try (RunningServer server = new RunningServer(directory, broken)) {
            assertThrows(CaptureException.class, () -> new SeparateProvider().open(server.options()));
            assertEquals(ServerEnd.FAILED, server.end());
        }
    }

    @Test
    void aSettingThatTheLocaleCannotWriteIsNamed() {
        CaptureOptions options = CaptureOptions.defaults().with("separate.socket", "/run/\ud800");
        CaptureException e = assertThrows(CaptureException.class, () -> new SeparateProvider().check(options));
        assertTrue(String.valueOf(e.getMessage()).startsWith("separate.socket is '/run/"), e::toString);
    }
}

package dev.tally.capture.xrecord.internal.x11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XcbOpenerTest {
    private static final int INTERNET = 0;
    private static final int LOCAL = 256;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("authority");
    }

    private void add(int family, byte[] address, int number, String data) throws IOException {
        try (DataOutputStream out = new DataOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
            out.writeShort(family);
            out.writeShort(address.length);
            out.write(address);
            out.writeUTF(Integer.toString(number));
            out.writeUTF(Xauthority.COOKIE);
            out.writeUTF(data);
        }
    }

    private void addLocal(int number, String data) throws IOException {
        byte[] host =
                Files.readString(Path.of("/proc/sys/kernel/hostname")).strip().getBytes(StandardCharsets.UTF_8);
        add(LOCAL, host, number, data);
    }

    private List<String> attempts(String display) throws DisplayException {
        return XcbOpener.attempts(DisplayName.parse(display), Optional.of(file)).stream()
                .map(each -> each.display() + " "
                        + each.cookie().map(XcbOpenerTest::text).orElse("none"))
                .toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aRemoteHostIsNotShownTheCookieOfThisMachine() throws Exception {
        addLocal(7, "of this one");
        assertEquals(List.of("192.0.2.1:7 none"), attempts("192.0.2.1:7"));
        assertEquals(List.of(":7 of this one"), attempts(":7"));
    }

    @Test
    void aHostIsShownTheCookieOfItsAddress() throws Exception {
        addLocal(7, "of this one");
        add(INTERNET, new byte[] {(byte) 192, 0, 2, 1}, 7, "of that one");
        add(6, InetAddress.getByName("2001:db8::1").getAddress(), 7, "of the third");
        assertEquals(List.of("192.0.2.1:7 of that one"), attempts("tcp/192.0.2.1:7"));
        assertEquals(List.of("[2001:db8:0:0:0:0:0:1]:7 of the third"), attempts("[2001:db8::1]:7"));
    }

    @Test
    void theServerAtAnAddressSeesItsCookieOnly() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int number = server.getLocalPort() - 6000;
            addLocal(number, "of this machine!");
            add(INTERNET, new byte[] {127, 0, 0, 1}, number, "of this address!");
            CompletableFuture<String> hello = CompletableFuture.supplyAsync(() -> hello(server));
            DisplayName display = DisplayName.parse("127.0.0.1:" + number);
            Deadline deadline = Deadline.in(Duration.ofSeconds(50));
            assertThrows(DisplayException.class, () -> {
                Xcb.load();
                XcbOpener.open(display, Optional.of(file), deadline);
            });
            String shown = hello.get(50, TimeUnit.SECONDS);
            assertTrue(shown.endsWith("of this address!"), shown);
        }
    }

    /** Returns what the first client says first, and hangs up. */
    private static String hello(ServerSocket server) {
        try (Socket client = server.accept()) {
            return text(client.getInputStream().readNBytes(12 + 20 + 16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.tally.capture.xrecord.internal.x11;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XauthorityTest {
    private static final String COOKIE = "MIT-MAGIC-COOKIE-1";
    private static final int LOCAL = 256;
    private static final int WILD = 65535;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("authority");
    }

    private void add(int family, byte[] address, String number, String name, String data) throws IOException {
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(family);
        out.writeShort(address.length);
        out.write(address);
        out.writeUTF(number);
        out.writeUTF(name);
        out.writeUTF(data);
    }

    private void add(int family, String host, String number, String data) throws IOException {
        add(family, host.getBytes(StandardCharsets.US_ASCII), number, COOKIE, data);
    }

    private Xauthority read() throws IOException {
        Files.write(file, bytes.toByteArray());
        return Xauthority.read(file, "here");
    }

    private static void assertCookie(String expected, Optional<byte[]> cookie) {
        assertArrayEquals(expected.getBytes(StandardCharsets.US_ASCII), cookie.orElse(new byte[0]));
    }

    @Test
    void findsTheCookieOfThisHostAndDisplay() throws Exception {
        add(LOCAL, "there", "7", "other host");
        add(LOCAL, "here", "8", "other display");
        add(LOCAL, "here".getBytes(StandardCharsets.US_ASCII), "7", "XDM-AUTHORIZATION-1", "other method");
        add(LOCAL, "here", "7", "this one");
        add(LOCAL, "here", "7", "too late");
        assertCookie("this one", read().cookie(7));
        assertEquals(Optional.empty(), read().cookie(9));
    }

    @Test
    void anEmptyNumberAndTheWildFamilyFitEverything() throws Exception {
        add(LOCAL, "here", "", "any display");
        assertCookie("any display", read().cookie(3));
        bytes.reset();
        add(WILD, "", "3", "anywhere");
        assertCookie("anywhere", read().cookie(3));
        assertCookie("anywhere", read().cookie(InetAddress.getByName("10.1.2.3"), 3));
    }

    @Test
    void findsTheCookieOfAnAddress() throws Exception {
        add(0, InetAddress.getByName("10.1.2.3").getAddress(), "1", COOKIE, "four");
        add(6, InetAddress.getByName("fe80::1").getAddress(), "1", COOKIE, "six");
        assertCookie("four", read().cookie(InetAddress.getByName("10.1.2.3"), 1));
        assertCookie("six", read().cookie(InetAddress.getByName("fe80::1"), 1));
        assertFalse(read().cookie(InetAddress.getByName("10.1.2.4"), 1).isPresent());
    }

    @Test
    void theLoopbackHasTheCookieOfThisHost() throws Exception {
        add(LOCAL, "here", "10", "forwarded");
        assertCookie("forwarded", read().cookie(InetAddress.getByName("127.0.0.1"), 10));
        assertCookie("forwarded", read().cookie(InetAddress.getByName("::1"), 10));
    }

    @Test
    void aFileThatIsCutKeepsWhatComesBefore() throws Exception {
        add(LOCAL, "here", "7", "this one");
        int whole = bytes.size();
        add(LOCAL, "here", "8", "cut");
        byte[] all = bytes.toByteArray();
        for (int size = whole + 1; size < all.length; size++) {
            Files.write(file, java.util.Arrays.copyOf(all, size));
            Xauthority cut = Xauthority.read(file, "here");
            assertCookie("this one", cut.cookie(7));
            assertFalse(cut.cookie(8).isPresent());
            assertTrue(cut.trouble().orElse("").endsWith("is cut off after 1 records"), cut::toString);
        }
    }

    @Test
    void whatIsNoReadableFileHoldsNothingAndSaysWhy() throws Exception {
        assertTrue(Xauthority.read(file).toString().endsWith("there is no such file"));
        assertTrue(Xauthority.read(directory).toString().contains("not a regular file"));
        Files.write(file, new byte[(1 << 20) + 1]);
        assertTrue(Xauthority.read(file).toString().contains("not a regular file of at most"));
        assertEquals(Optional.empty(), Xauthority.read(file).cookie(0));
    }

    @Test
    void neverShowsACookie() throws Exception {
        add(LOCAL, "here", "7", "secret");
        assertEquals(file + " has 1 records", read().toString());
    }
}

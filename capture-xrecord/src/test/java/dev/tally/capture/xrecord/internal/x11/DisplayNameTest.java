package dev.tally.capture.xrecord.internal.x11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayNameTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        ":0, 0",
        ":0.0, 0",
        ":12.1, 12",
        "unix:3, 3",
        "UNIX:3, 3",
        "anything/unix:4, 4",
        "unix/anything:5.1, 5",
        "local/:6, 6"
    })
    void namesASocketInTheFileSystem(String text, int number) throws Exception {
        DisplayName name = DisplayName.parse(text);
        assertEquals(Optional.of(Path.of("/tmp/.X11-unix/X" + number)), name.socket());
        assertEquals(Optional.empty(), name.host());
        assertEquals(number, name.number());
    }

    @ParameterizedTest
    @CsvSource({
        "host:0, host, 6000", "host/tcp:1, host, 6001", "tcp/host:2.1, host, 6002", "tcp/:3, localhost, 6003",
        "localhost:10.0, localhost, 6010", "[::1]:0, ::1, 6000", "::1:7, ::1, 6007", "inet6/[fe80::1]:1, fe80::1, 6001",
        "10.0.0.1:59535, 10.0.0.1, 65535"
    })
    void namesAHost(String text, String host, int port) throws Exception {
        DisplayName name = DisplayName.parse(text);
        assertEquals(Optional.of(host), name.host());
        assertEquals(port, name.port());
        assertEquals(Optional.empty(), name.socket());
    }

    @Test
    void namesAPath() throws Exception {
        Path socket = Files.createFile(directory.resolve("X7"));
        assertEquals(Optional.of(socket), DisplayName.parse(socket.toString()).socket());
        assertEquals(7, DisplayName.parse(socket.toString()).number());
        assertEquals(Optional.of(socket), DisplayName.parse(socket + ".2").socket());
        assertEquals(Optional.of(socket), DisplayName.parse("unix:" + socket).socket());
    }

    @Test
    void aPathMayHaveAColonAndADot() throws Exception {
        Path socket = Files.createFile(directory.resolve("org.quartz:3"));
        assertEquals(Optional.of(socket), DisplayName.parse(socket.toString()).socket());
        assertEquals(3, DisplayName.parse(socket.toString()).number());
        Path dotted = Files.createFile(directory.resolve("x.1"));
        assertEquals(Optional.of(dotted), DisplayName.parse(dotted.toString()).socket());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "host",
                ":",
                ":x",
                ":0.",
                ":0.x",
                ":-1",
                "host::0",
                "pigeon/host:0",
                "host:59536",
                ":123456",
                "ho st:0",
                "host\n:0",
                ":0\n",
                "ho\u0000st:1",
                "hést:0",
                "/tmp/\ud800:0"
            })
    void refusesWhatIsNoDisplayName(String text) {
        DisplayException e = assertThrows(DisplayException.class, () -> DisplayName.parse(text));
        assertTrue(e.reason().contains("is not a display name"), e::reason);
        assertTrue(e.reason().chars().noneMatch(Character::isISOControl));
    }
}

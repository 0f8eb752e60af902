package dev.tally.capture.xrecord.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.capture.Availability;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.capture.xrecord.internal.x11.DisplayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XRecordProviderTest {
    /** Half of a character, which no encoding has. */
    private static final String UNWRITABLE = "\ud800";

    @TempDir
    Path directory;

    private static XRecordProvider in(Map<String, String> environment) {
        return new XRecordProvider(environment, Duration.ofSeconds(20));
    }

    private static CaptureOptions at(String display) {
        return CaptureOptions.defaults().with("xrecord.display", display).with("xrecord.connection", "socket");
    }

    private static Availability.Unavailable unavailable(Map<String, String> environment, CaptureOptions options) {
        return unavailable(in(environment), options);
    }

    private static Availability.Unavailable unavailable(XRecordProvider provider, CaptureOptions options) {
        return assertInstanceOf(
                Availability.Unavailable.class, provider.probe(options).availability());
    }

    private static XRecordProvider impatient() {
        return new XRecordProvider(Map.of(), Duration.ofMillis(400));
    }

    private static void assertContains(String part, String whole) {
        assertTrue(whole.contains(part), () -> "'" + part + "' is not in: " + whole);
    }

    @Test
    void itIsFoundAsAService() {
        assertTrue(ServiceLoader.load(CaptureProvider.class).stream().anyMatch(p -> p.type() == XRecordProvider.class));
    }

    @Test
    void underWaylandItComesAfterEvdev() {
        assertEquals(200, in(Map.of()).priority());
        assertEquals(50, in(Map.of("WAYLAND_DISPLAY", "wayland-0")).priority());
        assertEquals(50, in(Map.of("XDG_SESSION_TYPE", "wayland")).priority());
        assertEquals(
                200,
                in(Map.of("XDG_SESSION_TYPE", "x11", "WAYLAND_DISPLAY", "")).priority());
    }

    @Test
    void saysThatDisplayIsNotSet() {
        Availability.Unavailable why = unavailable(Map.of("DISPLAY", ""), CaptureOptions.defaults());
        assertEquals("DISPLAY is not set", why.reason());
        assertContains("xrecord.display", why.remedy());
    }

    @Test
    void saysThatTheDisplayIsMalformed() {
        assertContains(
                "'rubbish' is not a display name",
                unavailable(Map.of("DISPLAY", "rubbish"), CaptureOptions.defaults())
                        .reason());
    }

    @Test
    void saysThatNoServerIsThere() {
        String display = directory.resolve("nobody").toString();
        Availability.Unavailable why = unavailable(Map.of("DISPLAY", display), CaptureOptions.defaults());
        assertContains("no X server answers at " + display, why.reason());
        assertContains("start one", why.remedy());
    }

    @Test
    void saysWhatTheServerRefusedWith() throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            server.greeting = FakeXServer.refusal("No protocol specified\n");
            Path missing = directory.resolve("none");
            Availability.Unavailable why = unavailable(Map.of("XAUTHORITY", missing.toString()), at(server.display()));
            assertContains("'No protocol specified'", why.reason());
            assertContains("no such file", why.reason());
            assertContains("XAUTHORITY", why.remedy());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb", "auto"})
    void saysThatTheServerHasNoRecord(String connection) throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            server.extension = new byte[4];
            CaptureOptions options = at(server.display()).with("xrecord.connection", connection);
            assertContains(
                    "has no RECORD extension", unavailable(Map.of(), options).reason());
        }
    }

    @Test
    void aFullServerIsNoProblemOfCookies() throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            server.greeting = FakeXServer.refusal("Maximum number of clients reached");
            Availability.Unavailable why = unavailable(Map.of(), at(server.display()));
            assertContains("'Maximum number of clients reached'", why.reason());
            assertContains("-maxclients", why.remedy());
            assertFalse((why.reason() + why.remedy()).contains("cookie"), why::toString);
        }
    }

    @Test
    void anUntrustedClientIsToldSo() throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            server.extension = new byte[4];
            server.others = Set.of("BIG-REQUESTS", "XC-MISC");
            Availability.Unavailable why = unavailable(Map.of(), at(server.display()));
            assertContains("untrusted client", why.reason());
            assertContains("ssh -Y", why.remedy());
        }
    }

    @Test
    void underWaylandItSaysThatOnlyXClientsAreCounted() throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            assertContains(
                    "only the input of X clients",
                    available(Map.of("WAYLAND_DISPLAY", "wayland-0"), server).detail());
            assertFalse(available(Map.of(), server).detail().contains("Wayland"));
            server.others = Set.of("SHAPE", "XWAYLAND");
            assertContains(
                    "only the input of X clients", available(Map.of(), server).detail());
        }
    }

    private static Availability.Available available(Map<String, String> environment, FakeXServer server) {
        return assertInstanceOf(
                Availability.Available.class,
                in(environment).probe(at(server.display())).availability());
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void saysThatTheServerIsSilentAtTheGreeting(String connection) throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            server.greeting = new byte[0];
            CaptureOptions options = at(server.display()).with("xrecord.connection", connection);
            assertContains(
                    "did not answer within 0.4 s",
                    unavailable(impatient(), options).reason());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void saysThatTheServerIsSilentAfterTheGreeting(String connection) throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            server.answers = false;
            CaptureOptions options = at(server.display()).with("xrecord.connection", connection);
            assertContains(
                    "did not answer within 0.4 s",
                    unavailable(impatient(), options).reason());
        }
    }

    @Test
    void aServerThatHangsUpAtTheGreetingIsNamedSo() throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            server.greeting = new byte[0];
            server.closesAfterGreeting = true;
            assertContains(
                    "closed the connection during the greeting",
                    unavailable(Map.of(), at(server.display())).reason());
        }
    }

    @Test
    void aGreetingCutShortIsAnError() throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            server.greeting = java.util.Arrays.copyOf(FakeXServer.setup(), 30);
            server.closesAfterGreeting = true;
            assertContains(
                    "closed the connection during the greeting",
                    unavailable(Map.of(), at(server.display())).reason());
        }
    }

    @Test
    void anotherKindOfServerIsNamedSo() throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            server.greeting = "SSH-2.0-OpenSSH_9.2\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            assertContains(
                    "does not speak X11",
                    unavailable(Map.of(), at(server.display())).reason());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 24, 28, 29})
    void aGreetingWhoseLengthsDoNotFitIsAnError(int field) throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            byte[] greeting = FakeXServer.setup();
            greeting[field] = (byte) (field == 28 ? 0 : field == 6 ? 2 : 200);
            server.greeting = greeting;
            assertContains(
                    "does not speak X11",
                    unavailable(Map.of(), at(server.display())).reason());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void anErrorForARequestIsToldWithItsName(String connection) throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            server.errorForCreateContext = 11;
            CaptureOptions options = at(server.display()).with("xrecord.connection", connection);
            assertContains(
                    "error 11 (Alloc) to request 146.1",
                    unavailable(Map.of(), options).reason());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "xcb"})
    void saysWhatItReads(String connection) throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            CaptureOptions options = at(server.display()).with("xrecord.connection", connection);
            assertEquals(
                    new Availability.Available("xrecord " + server.display() + " (" + connection + ")"),
                    in(Map.of()).probe(options).availability());
        }
    }

    @Test
    void askedForAnUnreadableFileOfCookiesItSaysSoWhenRefused() throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            server.greeting = FakeXServer.refusal("go away");
            Path cut = Files.write(directory.resolve("cut"), new byte[] {1, 0, 0, 9, 1});
            CaptureOptions options = at(server.display()).with("xrecord.xauthority", cut.toString());
            assertContains(
                    "is cut off after 0 records", unavailable(Map.of(), options).reason());
        }
    }

    @Test
    void wrongSettingsAreNamed() {
        XRecordProvider provider = in(Map.of("DISPLAY", ":0"));
        CaptureOptions pigeon = CaptureOptions.defaults().with("xrecord.connection", "pigeon");
        assertContains("pigeon", message(assertThrows(DisplayException.class, () -> provider.open(pigeon))));
        CaptureOptions unknown = CaptureOptions.defaults().with("xrecord.screen", "1");
        assertContains("xrecord.screen", message(assertThrows(CaptureException.class, () -> provider.open(unknown))));
        assertInstanceOf(Availability.Unavailable.class, provider.probe(unknown).availability());
    }

    /** As HOME=/home/jürgen is read in the locale C: its characters cannot be written again. */
    @Test
    void aHomeThatThisLocaleCannotWriteHasNoCookies() throws Exception {
        try (FakeXServer server = new FakeXServer()) {
            Map<String, String> environment = Map.of("HOME", "/home/j" + UNWRITABLE);
            available(environment, server);
            server.greeting = FakeXServer.refusal("No protocol specified");
            Availability.Unavailable why = unavailable(environment, at(server.display()));
            assertContains("/.Xauthority cannot be read: this locale", why.reason());
        }
    }

    @Test
    void aSettingThatThisLocaleCannotWriteIsNamed() {
        XRecordProvider provider = in(Map.of());
        CaptureOptions file = at(":0").with("xrecord.xauthority", "/home/j" + UNWRITABLE);
        for (Executable each : List.<Executable>of(() -> provider.check(file), () -> provider.open(file))) {
            String message = message(assertThrows(DisplayException.class, each));
            assertContains("xrecord.xauthority is '/home/j", message);
            assertContains("LC_ALL", message);
        }
    }

    private static String message(Throwable e) {
        return String.valueOf(e.getMessage());
    }
}

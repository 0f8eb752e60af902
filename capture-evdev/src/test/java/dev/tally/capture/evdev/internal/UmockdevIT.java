package dev.tally.capture.evdev.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real ioctl requests and event streams of mocked devices, without a guest: through umockdev's preloaded library. */
class UmockdevIT {
    private static final String RUN = "/usr/bin/umockdev-run";

    private final Path folder = Files.createTempDirectory("umockdev-");
    private final List<String> command = new ArrayList<>(List.of(RUN));

    UmockdevIT() throws IOException {}

    @BeforeEach
    void needsUmockdev() {
        if (!Files.isExecutable(Path.of(RUN))) {
            System.out.println("SKIPPED UmockdevIT: there is no " + RUN + "; apt-get install umockdev");
        }
        Assumptions.assumeTrue(Files.isExecutable(Path.of(RUN)), "no umockdev-run");
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void whatTheDevicesReportIsCounted() throws Exception {
        add(5, "Mock keyboard", Invented.keyboard("k"), events(1, 30, 3), "");
        add(
                6,
                "Mock mouse",
                Invented.mouse("m"),
                events(1, 0x110, 2) + "E: 0.5 0002 0000 0007\nE: 0.5 0000 0000 0000\n",
                "");
        OtherJava.Outcome seen = count("--until=3");
        assertEquals(0, seen.status(), seen.text());
        assertTrue(seen.text().contains("DEVICES 1 1"), seen.text());
        assertTrue(seen.text().contains("\"keys\":3,"), seen.text());
    }

    @Test
    void everyDeviceIsNamedWithWhatItCountsFor() throws Exception {
        add(5, "Mock keyboard", Invented.keyboard("k"), "", "");
        add(6, "Mock mouse", Invented.mouse("m"), "", "");
        add(
                7,
                "Mock pad",
                new Invented("p").keyRange(0x130, 0x13e).absolute(0, 1).made(),
                "",
                "");
        add(8, "Mock power", new Invented("p").keys(116).made(), "", "");
        OtherJava.Outcome seen = count("--devices");
        assertTrue(seen.text().contains("name=Mock keyboard, bus=USB, counts=[KEYS]"), seen.text());
        assertTrue(
                seen.text().contains("name=Mock pad, bus=USB, counts=[], problem=Optional[is a gamepad"), seen.text());
        assertTrue(
                seen.text().contains("name=Mock power, bus=USB, counts=[], problem=Optional[has neither"), seen.text());
        assertTrue(seen.text().contains("1 keyboard and 1 pointer in /dev/input"), seen.text());
    }

    @Test
    void aTouchpadIsCountedInStepsFromTheFirstContact() throws Exception {
        String strokes = "E: 0.1 0001 014a 0001\nE: 0.1 0003 0000 0500\nE: 0.1 0003 0001 0500\nE: 0.1 0000 0000 0000\n"
                + "E: 0.2 0003 0000 0510\nE: 0.2 0000 0000 0000\n";
        add(
                5,
                "Mock touchpad",
                new Invented("t")
                        .keys(0x110, 0x145, 0x14a)
                        .absolute(0, 1)
                        .properties(0)
                        .made(),
                strokes,
                "EVIOCGABS 0 000000000000000010270000000000000000000000000000\n");
        add(6, "Mock keyboard", Invented.keyboard("k"), events(8, 30, 1), "");
        OtherJava.Outcome seen = count("--until=1");
        assertTrue(seen.text().contains("\"motions\":1,\"dx\":10,"), seen.text());
        assertTrue(seen.text().contains("\"positions\":0"), seen.text());
    }

    /** The mocked directory is there for stat(2), as Java calls it, and not for the C library that Java's linker finds. */
    @Test
    void aDirectoryThatInotifyDoesNotSeeIsToldOfAndEndsTheAttempt() throws Exception {
        Assumptions.assumeTrue(!Files.exists(Path.of("/dev/input")), "there are real devices");
        add(5, "Mock keyboard", Invented.keyboard("k"), "", "");
        OtherJava.Outcome seen = count("--devices", "");
        assertTrue(seen.text().contains("Unavailable[reason=cannot watch /dev/input"), seen.text());
        assertTrue(seen.text().contains("although the directory is there"), seen.text());
    }

    /** Taps, a tenth of a second after one another. */
    private static String events(int tenths, int code, int taps) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < taps; i++) {
            String at = "E: " + (tenths + i) / 10 + "." + (tenths + i) % 10;
            String press = String.format(" 0001 %04x ", code);
            text.append(at).append(press).append("0001\n").append(at).append(" 0000 0000 0000\n");
            text.append(at).append(press).append("0000\n").append(at).append(" 0000 0000 0000\n");
        }
        return text.toString();
    }

    private OtherJava.Outcome count(String argument) throws IOException, InterruptedException {
        return count("--preloaded", argument);
    }

    private OtherJava.Outcome count(String... arguments) throws IOException, InterruptedException {
        command.addAll(List.of("--", OtherJava.thisJava(), "--enable-native-access=ALL-UNNAMED", "-cp"));
        command.addAll(List.of(OtherJava.classPath(), CountInGuest.class.getName()));
        Stream.of(arguments).filter(argument -> !argument.isEmpty()).forEach(command::add);
        return OtherJava.run(command);
    }

    private void add(int number, String name, DeviceCapabilities can, String events, String more) throws IOException {
        String node = "/dev/input/event" + number;
        String path = "/devices/pci0000:00/mock/input/input" + number;
        Path device = Files.writeString(
                folder.resolve(number + ".umockdev"),
                "P: " + path + "\nE: SUBSYSTEM=input\nA: name=" + name + "\n\nP: " + path + "/event" + number
                        + "\nN: input/event" + number + "\nE: DEVNAME=" + node + "\nE: SUBSYSTEM=input\n");
        byte[] text = Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), 255);
        Path answers = Files.writeString(
                folder.resolve(number + ".ioctl"),
                "@DEV " + node + "\nEVIOCGID 0 0300010001004000\nEVIOCGNAME " + (name.length() + 1) + " " + hex(text)
                        + "\n"
                        + "EVIOCGBIT(1) 96 " + bits(can.keys(), 96) + "\nEVIOCGBIT(2) 8 " + bits(can.relative(), 8)
                        + "\nEVIOCGBIT(3) 8 " + bits(can.absolute(), 8) + "\nEVIOCGPROP 8 " + bits(can.properties(), 8)
                        + "\n" + more);
        command.addAll(List.of("-d", device.toString(), "-i", node + "=" + answers));
        if (!events.isEmpty()) {
            Path stream = Files.writeString(folder.resolve(number + ".events"), events);
            command.addAll(List.of("-e", node + "=" + stream));
        }
    }

    private static String bits(BitSet set, int bytes) {
        return hex(Arrays.copyOf(set.toByteArray(), bytes));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }
}

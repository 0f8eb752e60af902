package dev.tally.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** systemd reads the units of the packages without a complaint, and rates how much the services could do if they were taken over. */
class SystemdUnitsIT {
    private static final Path UNITS =
            Path.of("../../packaging/systemd").toAbsolutePath().normalize();
    private static final double MOST_EXPOSED = 2.5;
    private static final Pattern LEVEL = Pattern.compile("Overall exposure level for [^:]*: ([0-9.]+)");

    @TempDir
    private Path directory;

    @Test
    void theServicesCanDoLittle() throws Exception {
        for (String name : List.of(
                "tally-activity-client.service", "tally-activity-capture.service", "tally-summary-server.service")) {
            assertCanDoLittle(UNITS.resolve(name));
        }
    }

    @Test
    void theClientInOneProcessCanDoLittleToo() throws Exception {
        String unit =
                Files.readString(UNITS.resolve("tally-activity-client.service")).replaceFirst("(?s)\\[Install].*", "");
        Path file = directory.resolve("tally-one-process.service");
        assertCanDoLittle(Files.writeString(file, unit + Files.readString(UNITS.resolve("one-process.conf"))));
    }

    private static void assertCanDoLittle(Path unit) throws Exception {
        Matcher level = LEVEL.matcher(run("security", "--offline=yes", unit.toString()));
        assertTrue(level.find(), unit::toString);
        assertTrue(Double.parseDouble(level.group(1)) <= MOST_EXPOSED, level::group);
    }

    @Test
    void whatReadsDevicesHasNoNetworkAndWhatHasTheNetworkReadsNoDevice() throws Exception {
        String capture = Files.readString(UNITS.resolve("tally-activity-capture.service"));
        String client = Files.readString(UNITS.resolve("tally-activity-client.service"));
        for (String line : List.of("PrivateNetwork=yes", "RestrictAddressFamilies=AF_UNIX", "IPAddressDeny=any")) {
            assertTrue(capture.contains("\n" + line + "\n"), line);
        }
        assertTrue(client.contains("\nPrivateDevices=yes\n"));
        assertFalse(client.contains("input\n") || client.contains("DeviceAllow"), client);
    }

    @Test
    void thePairHasOneUserAndTheDirectoryOfItsSocketOutlivesEither() throws Exception {
        for (String name : List.of("tally-activity-capture.service", "tally-activity-client.service")) {
            String unit = Files.readString(UNITS.resolve(name));
            for (String line : List.of(
                    "User=tally-activity",
                    "RuntimeDirectory=tally-capture",
                    "RuntimeDirectoryMode=0700",
                    "RuntimeDirectoryPreserve=yes",
                    "WatchdogSec=5min",
                    "RestartPreventExitStatus=2",
                    "Type=notify")) {
                assertTrue(unit.contains("\n" + line + "\n"), name + ": " + line);
            }
        }
    }

    /** Taking over a large file of the older program takes longer than systemd allows by default. */
    @Test
    void theServerMayTakeLongToStart() throws Exception {
        String unit = Files.readString(UNITS.resolve("tally-summary-server.service"));
        assertTrue(unit.contains("\nTimeoutStartSec=30min\n"), unit);
    }

    /** Each start would warn of it: the default sink is another one. */
    @Test
    void theClientsUnitSetsNothingOfASinkThatIsNotChosen() throws Exception {
        String unit = Files.readString(UNITS.resolve("tally-activity-client.service"));
        assertFalse(unit.contains("KMMON_") || unit.contains("TALLY_SINK"), unit);
    }

    @Test
    void theUnitOfAUserReadsNoDeviceUnlessItsFileSaysSo() throws Exception {
        String unit = Files.readString(UNITS.resolve("tally-activity-client.user.service"));
        assertTrue(
                unit.contains("\nExecStart=/usr/bin/activity-client run\n"),
                unit); // the command line would win over the file
        assertTrue(
                unit.contains("\nEnvironment=TALLY_BACKEND=xrecord\nEnvironmentFile=-%E/tally/activity-client.conf\n"),
                unit);
    }

    @Test
    void theUnitsHaveNoUnknownSettings() throws Exception {
        for (String name : List.of(
                "tally-activity-capture.service",
                "tally-activity-client.service",
                "tally-activity-client.user.service",
                "tally-summary-server.service")) {
            // The programs and documents that the unit names are not installed here.
            String unit = Files.readString(UNITS.resolve(name))
                    .replaceAll("(?m)^ExecStart=.*", "ExecStart=/bin/true")
                    .replaceAll("(?m)^Documentation=.*\\n", "");
            Path file = Files.writeString(directory.resolve(name.replace(".user", "-user")), unit);
            assertEquals("", run("verify", "--man=no", "--recursive-errors=no", file.toString()), name);
        }
    }

    private static String run(String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("systemd-analyze").redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return printed;
    }
}

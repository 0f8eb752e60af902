package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.testkit.evdev.GuestMachine;
import dev.tally.testkit.fixtures.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The Debian packages are installed in a minimal Debian with systemd, set up as docs/install.md says, typed into on its keyboard,
 * and purged.
 *
 * <p>No injection is longer than the kernel's buffer of a device, so every count is exact however slow the guest is.
 */
@EnabledIfSystemProperty(named = "tally.full", matches = "true", disabledReason = "only with -Dtally.full=true")
@Timeout(1800)
class SystemdGuestIT {
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final double MOST_EXPOSED = 2.5;
    private static final String INPUT = "keys 12; move 15 3 -2; click left 3; click right 2; click middle; wheel 4";
    private static final Map<String, Long> ONE_INPUT = Map.of("kp", 12L, "mm", 15L, "lc", 3L, "rc", 2L, "mc", 1L);

    /** What the system itself keeps of an installation, and what the test needs. */
    private static final Pattern OF_THE_SYSTEM = Pattern.compile("/(var/(log|cache|lib/(apt|dpkg))|root)/.*");

    /** What `find` prints of all files: folders end in a slash. */
    private static final String FILES = "find / -xdev -type d -printf '%p/\\n' -o -printf '%p\\n'";

    private static final String PACKAGES = "tally-activity-client tally-summary-server";

    private static final String EACH_UNIT = "for unit in tally-activity-capture " + PACKAGES + "; do ";

    /** As docs/install.md and the files say. The minute between two deliveries is shortened. */
    private static final String SETTINGS = """
            set -e
            mkdir -p -m 700 /etc/credstore && (umask 077; head -c 32 /dev/urandom | base64 >/etc/credstore/tally-key)
            cd /etc/tally
            sed -i 's/^#SERVER_API_KEY_FILE=/SERVER_API_KEY_FILE=/' summary-server.env
            sed -i 's/^#API_KEY_FILE=/API_KEY_FILE=/; s,^#API_URL=.*,API_URL=http://127.0.0.1:5000/frames,' activity-client.env
            echo FLUSH_INTERVAL_SEC=2 >>activity-client.env
            echo GET_RATE_LIMIT_MAX_REQUESTS=100000 >>summary-server.env
            """;

    /** Waits until this start of a unit has logged that it counts. */
    private static final String COUNTING = """
            id=$(systemctl show -P InvocationID UNIT)
            until journalctl -q _SYSTEMD_INVOCATION_ID=$id | grep -q 'TEXT'; do
              ! systemctl -q is-failed UNIT || exit 1
              sleep 0.5
            done
            """;

    private static final String LIVE =
            COUNTING.replace("UNIT", "tally-activity-client").replace("TEXT", " live: ");

    /** The mouse is the last device that is opened. */
    private static final String READING =
            COUNTING.replace("UNIT", "tally-activity-capture").replace("TEXT", "/dev/input/event1");

    private static GuestMachine guest;

    @BeforeAll
    static void bootDebian() throws Exception {
        Packages.make();
        guest = GuestMachine.boot("--debian", "--memory", "2G", "--share", Packages.DIST.toString());
    }

    @AfterAll
    static void end() {
        if (guest != null) {
            guest.close();
        }
    }

    @Test
    void whatIsTypedIsServedAndAPurgeLeavesTheCountsOnly() throws Exception {
        List<String> before = files();
        in("cp SHARED/*.deb /root; DEBIAN_FRONTEND=noninteractive apt-get install -y /root/*.deb");
        in(SETTINGS);
        in("systemctl enable --now tally-summary-server tally-activity-client\n" + LIVE);
        assertTyped(1);
        assertStatusShows(1);
        assertLittleExposed();
        assertSeparated();

        in("systemctl restart tally-summary-server tally-activity-client\n" + LIVE);
        assertTyped(2);
        kill("tally-activity-client", LIVE);
        assertTyped(3);
        kill("tally-activity-capture", READING);
        assertTyped(4);
        in("systemctl stop " + PACKAGES);
        assertEquals(
                "success inactive\n".repeat(3),
                in(EACH_UNIT + "echo $(systemctl show -P Result $unit) $(systemctl show -P ActiveState $unit); done"));

        assertPurged(before);
    }

    private static void assertTyped(int times) throws Exception {
        in("inject 'INPUT'".replace("INPUT", INPUT));
        Map<String, Long> expected = new TreeMap<>();
        ONE_INPUT.forEach((name, count) -> expected.put(name, count * times));
        Eventually.isTrue("served: " + expected, STEP, () -> sum(served()) >= sum(expected));
        assertEquals(expected, served());
    }

    /** The counts of all rows of the summary: the test may run over the end of a row. */
    private static Map<String, Long> served() {
        Map<String, Long> sums = new TreeMap<>();
        for (JsonNode row : json("/run/evdev-vm/applets/wget -q -O- http://127.0.0.1:5000/activity/summary")
                .get("rows")) {
            ONE_INPUT.keySet().forEach(name -> sums.merge(name, row.get(name).asLong(), Long::sum));
        }
        return sums;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void assertStatusShows(int times) {
        JsonNode status = json("activity-client status --json --runtime-dir /run/tally");
        JsonNode counts = status.at("/total/counts");
        assertEquals(12 * times, counts.get("keyPresses").asLong(), status::toString);
        assertEquals(3 * times, counts.get("leftClicks").asLong(), status::toString);
        assertEquals(12 * times, status.at("/sinks/0/delivered/keyPresses").asLong(), status::toString);
    }

    private static JsonNode json(String script) {
        try {
            return new ObjectMapper().readTree(in(script));
        } catch (Exception e) {
            throw new IllegalStateException(script, e);
        }
    }

    private static void assertLittleExposed() throws Exception {
        for (String unit : List.of("tally-activity-capture", "tally-activity-client", "tally-summary-server")) {
            String level = in("systemd-analyze security --no-pager " + unit)
                    .replaceFirst("(?s).*level for [^:]+: ([0-9.]+).*", "$1");
            assertTrue(Double.parseDouble(level) <= MOST_EXPOSED, () -> unit + " " + level);
        }
    }

    /** What each of the two may not do fails in its own namespaces, and what the other may do succeeds in that one's. */
    private static void assertSeparated() throws Exception {
        String connect = "/run/evdev-vm/applets/wget -q -O/dev/null http://127.0.0.1:5000/health";
        String open = "sh -c 'exec 3</dev/input/event0'";
        assertEquals("no\n", enter("tally-activity-capture", "--net " + connect));
        assertEquals("yes\n", enter("tally-activity-client", "--net " + connect));
        assertEquals("no\n", enter("tally-activity-client", "--mount " + open));
        assertEquals("yes\n", enter("tally-activity-capture", "--mount " + open));
        assertEquals("", in("journalctl -q -u tally-activity-capture | grep 'keeps rights'; true"));
        String watched = in(EACH_UNIT + "systemctl show -P WatchdogUSec -P WatchdogTimestampMonotonic $unit; done");
        assertEquals(3, watched.lines().filter("5min"::equals).count(), watched);
        assertFalse(watched.lines().anyMatch("0"::equals), watched);
    }

    private static String enter(String unit, String command) throws Exception {
        String answer = " 2>/dev/null && echo yes || echo no";
        return in("nsenter --target $(systemctl show -P MainPID " + unit + ") " + command + answer);
    }

    /** Kills a unit's process and waits until another one runs in its place, and counts. */
    private static void kill(String unit, String counting) throws Exception {
        in("""
                old=$(systemctl show -P MainPID UNIT)
                systemctl kill --signal=KILL UNIT
                until new=$(systemctl show -P MainPID UNIT); [ $new != $old ] && [ $new != 0 ]; do sleep 0.5; done
                """.replace("UNIT", unit) + counting);
    }

    private static void assertPurged(List<String> before) throws Exception {
        String printed = in("DEBIAN_FRONTEND=noninteractive apt-get purge -y " + PACKAGES + " 2>&1");
        List<String> left = new ArrayList<>(files());
        left.removeAll(before);
        for (String unit : PACKAGES.split(" ")) {
            String data = "/var/lib/private/" + unit;
            assertTrue(printed.contains(unit + ": the counts are kept in " + data + "; remove"), printed);
            assertTrue(left.contains(data + "/"), left::toString);
        }
        left.removeIf(file -> file.startsWith("/var/lib/private/tally-") || file.startsWith("/etc/credstore/"));
        assertEquals(List.of(), left);
        assertEquals("", in("systemctl list-units --all --no-legend 'tally-*'; systemctl --failed --no-legend"));
    }

    private static List<String> files() throws Exception {
        Stream<String> all = in(FILES).lines();
        return all.filter(file -> !OF_THE_SYSTEM.matcher(file).matches())
                .sorted()
                .toList();
    }

    /** Runs a script in the guest, which has to succeed; returns what it prints. */
    private static String in(String script) throws Exception {
        GuestMachine.Result result = guest.run(STEP, script.replace("SHARED", Packages.DIST.toString()));
        if (result.status() != 0) {
            String journal = guest.run("journalctl --no-pager -n 60").out();
            throw new AssertionError(script + System.lineSeparator() + result + System.lineSeparator() + journal);
        }
        return result.out();
    }
}

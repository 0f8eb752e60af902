package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.evdev.GuestMachine;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The whole way without a window system: kernel devices in a guest, the client on evdev, the server beside it. */
class GuestWayIT {
    private static final Path BIN = Path.of("../../bin").toAbsolutePath().normalize();

    /**
     * Unplugs a keyboard while another device types. Ends the client while the last keys are hardly read, then asks the server for
     * everything.
     */
    private static final String SCRIPT = """
            cd $(mktemp -d)
            export TALLY_NO_BUILD=1 SERVER_API_KEY=k API_KEY=k FLUSH_INTERVAL_SEC=2 JAVA_OPTS=-XX:TieredStopAtLevel=1
            export TALLY_NO_SPOOL=true TALLY_RUNTIME_DIR=$PWD
            BIN/summary-server --host 127.0.0.1 --port 0 --database $PWD/a.db >server 2>&1 & server=$!
            until grep -q 'listening on' server || ! kill -0 $server; do sleep 0.2; done
            url=$(sed -n 's/.*listening on \\(http:[^ ,]*\\).*/\\1/p' server | head -1)
            summary() { python3 -c "import urllib.request; print(urllib.request.urlopen('$url/activity/summary').read().decode())"; }
            BIN/activity-client run --backend evdev --api-url $url/frames >client 2>&1 & client=$!
            until grep -q '^live: ' client || ! kill -0 $client; do sleep 0.2; done
            inject 'keys 60; move 40 3 -2; click left 3; click right 2; click middle; click side; wheel 4; hold a 1'
            evgen kbd 50 --rate 50 --name unplugged --before-ms 0 --open-by $client >plugged & plugged=$!
            evgen both 400 --rate 100 --name combo --before-ms 0 --open-by $client
            wait $plugged; cat plugged
            # The first request of an emulated client may take longer than the time for a close.
            until summary | grep -q kp || ! kill -0 $client; do sleep 2; done
            inject 'keys 20'
            kill $client; wait $client; echo client ended $?
            summary
            kill $server; wait $server
            cat client server
            """;

    @Test
    void whatIsInjectedIntoTheKernelIsWhatTheServerSums() throws Exception {
        assumeGuest();
        try (GuestMachine guest = GuestMachine.boot()) {
            GuestMachine.Result seen = guest.run(SCRIPT.replace("BIN", BIN.toString()));
            String out = seen.out();
            assertTrue(out.contains("client ended 0"), seen.toString());
            long unplugged = number(out, "\"kind\":\"kbd\",\"press\"");
            long combo = number(out, "\"kind\":\"both\",\"press\"");
            assertTrue(unplugged > 0, out);
            assertEquals(60 + 1 + unplugged + combo + 20, sum(out, "kp"), out);
            assertEquals(40 + number(out, "\"REL_X\""), sum(out, "mm"), out);
            assertEquals(3, sum(out, "lc"), out);
            assertEquals(2, sum(out, "rc"), out);
            assertEquals(1, sum(out, "mc"), out);
        }
    }

    @Test
    void theDoctorNamesAGrabbedKeyboardAndFailsIfThereIsNothingElse() throws Exception {
        assumeGuest();
        String doctor = "export TALLY_NO_BUILD=1 JAVA_OPTS=-XX:TieredStopAtLevel=1\n"
                + "grab Keyboard BIN/activity-client doctor --capture 'evdev.exclude=*mouse*'; echo first $?\n"
                + "grab Keyboard BIN/activity-client doctor; echo second $?\n"
                + "BIN/activity-client doctor --capture 'evdev.exclude=*mouse*'; echo third $?\n";
        try (GuestMachine guest = GuestMachine.boot()) {
            GuestMachine.Result seen = guest.run(doctor.replace("BIN", BIN.toString()));
            String out = seen.out();
            assertTrue(
                    out.contains("not counted\n                         is grabbed by another program; open in grab"),
                    out);
            assertTrue(out.contains("evdev      not usable  none of"), seen::toString);
            assertTrue(out.contains("first 1\n") && out.contains("second 0\n") && out.contains("third 0\n"), out);
        }
    }

    private static void assumeGuest() {
        Optional<String> why = GuestMachine.whyNot();
        why.ifPresent(text -> System.out.println("SKIPPED GuestWayIT: " + text));
        Assumptions.assumeTrue(why.isEmpty(), () -> why.orElse(""));
    }

    private static long number(String text, String name) {
        Matcher found = Pattern.compile(Pattern.quote(name) + ":(\\d+)").matcher(text);
        assertTrue(found.find(), () -> "no " + name + " in " + text);
        return Long.parseLong(found.group(1));
    }

    private static long sum(String text, String field) {
        Matcher rows = Pattern.compile("\\{\"rows\":.*").matcher(text);
        assertTrue(rows.find(), () -> "no summary in " + text);
        return Pattern.compile("\"" + field + "\":(\\d+)")
                .matcher(rows.group())
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
    }
}

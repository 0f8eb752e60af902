package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.testkit.evdev.GuestMachine;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * With real devices and the rights of the two units: the process that reads devices cannot connect, the one that can connect reads no
 * device, and together they count what was typed.
 */
@EnabledIfSystemProperty(named = "tally.full", matches = "true", disabledReason = "only with -Dtally.full=true")
@Timeout(400)
class SeparateGuestIT {
    private static final String SCRIPT = """
            d=$(mktemp -d); mkdir $d/socket $d/home; chmod 711 $d; chmod 700 $d/socket
            chown 1000 $d/socket $d/home; cd $d/home
            input=$(stat -c %g /dev/input/event0)
            agent() { echo -javaagent:AGENT=$d/home/go,$d/home/$1,0,/dev/input/event0; }
            as() { group=$1; shift; exec setpriv --reuid 1000 --regid $group --clear-groups env HOME=$d/home "$@"; }
            as $input JAVA $(agent capture) MAIN capture --socket $d/socket/s --backend evdev \
              >capture.log 2>&1 & capture=$!
            for i in $(seq 600); do [ -S $d/socket/s ] && break; sleep 0.1; done
            as 1000 JAVA $(agent client) MAIN run --backend separate --capture separate.socket=$d/socket/s --sink none \
              --quiet --runtime-dir $d/home/run --report $d/home/report >client.log 2>&1 & client=$!
            for i in $(seq 600); do grep -q ^live client.log && break; sleep 0.1; done
            inject 'keys 60; move 40 3 -2; click left 3; wheel 4' >/dev/null
            touch go
            for i in $(seq 200); do [ -f capture ] && [ -f client ] && break; sleep 0.1; done
            kill $client; wait $client; cat report
            echo ==; cat capture; echo ==; cat client; echo ==; cat capture.log client.log
            kill $capture; wait $capture
            """;

    @Test
    void neitherProcessCanDoWhatTheOtherCanAndTogetherTheyCount() throws Exception {
        try (GuestMachine guest = GuestMachine.boot("--usb", "1")) {
            String classPath = guest.stage(System.getProperty("java.class.path"), "");
            Path agent = ConnectAgent.jar(guest.folder());
            String java = System.getProperty("java.home")
                    + "/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m --enable-native-access=ALL-UNNAMED -cp "
                    + classPath;
            GuestMachine.Result result = guest.run(SCRIPT.replace("JAVA", java)
                    .replace("MAIN", ActivityClient.class.getName())
                    .replace("AGENT", agent.toString()));
            String[] parts = result.out().split("(?m)^==\n", -1);
            assertEquals(4, parts.length, result::toString);
            assertTrue(parts[1].contains("connects: false"), result::toString);
            assertTrue(parts[1].contains("reads a device: true"), result::toString);
            assertTrue(parts[2].contains("connects: true"), result::toString);
            assertTrue(parts[2].contains("reads a device: false"), result::toString);
            JsonNode totals = new ObjectMapper().readTree(parts[0]).get("totals");
            assertEquals(60, totals.get("keyPresses").asInt(), result::toString);
            assertEquals(40, totals.get("motions").asInt(), result::toString);
            assertEquals(3, totals.get("leftClicks").asInt(), result::toString);
            assertEquals(4, totals.get("scrollDetents").asInt(), result::toString);
        }
    }
}

package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the settings file, the machine and the options of a backend make of a command. */
@Timeout(
        value = 60,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a run that fails to fail counts until it is stopped
class ActivityClientTest {
    private final PrintStream usualOut = System.out;
    private final PrintStream usualErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setOut(usualOut);
        System.setErr(usualErr);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    FLUSH_INTERVAL_SEC=soon    | it must be a whole number from 1 to 86400 (set by FLUSH_INTERVAL_SEC in
                    FLUSH_INTERVAL_SEC=0       | --flush-interval-sec is 0; it must be a whole number from 1 to 86400 (set by FLUSH_INTERVAL_SEC in
                    FLUSH_INTERVALL_SEC=5      | line 1: there is no setting `FLUSH_INTERVALL_SEC`; is it FLUSH_INTERVAL_SEC?
                    KMMON_PORT=abc             | --ws-port is abc; it must be a whole number from 0 to 65535 (set by KMMON_PORT in
                    KMMON_ROLL_SECS=1h         | --mcap-roll-secs is 1h; it must be a whole number from 1 to 315360000 (set by KMMON_ROLL_SECS in
                    TALLY_S3_HOST_IN_KEY=maybe | --s3-host-in-key is maybe; it must be true or false (set by TALLY_S3_HOST_IN_KEY in
                    API_URL=ftp://host/frames  | (set by API_URL in
                    API_KEY_FILE=/none         | cannot read the key file /none: there is no such file (set by API_KEY_FILE in
                    TALLY_SINK=http,dove       | there is no sink 'dove'; there are http, sqlite, activitywatch, websocket, mcap and none (set by TALLY_SINK in
                    TALLY_SINK=websocket;KMMON_PORT=70000           | --ws-port is 70000; it must be a whole number from 0 to 65535 (set by KMMON_PORT in
                    TALLY_SINK=websocket;TALLY_WS_TOKEN_FILE=/none  | cannot read the token file /none: there is no such file (set by TALLY_WS_TOKEN_FILE in
                    TALLY_SINK=mcap;KMMON_ROLL_SECS=0               | --mcap-roll-secs is 0; it must be a whole number from 1 to 315360000 (set by KMMON_ROLL_SECS in
                    TALLY_SINK=mcap;KMMON_S3_BUCKET=b;KMMON_S3_ENDPOINT_URL=a b | it must be http:// or https:// and a host, without a user, for example https://minio.local:9000 (set by KMMON_S3_ENDPOINT_URL in
                    TALLY_SINK=mcap;TALLY_MCAP_COMPRESSION=zip      | it must be none, lz4 or zstd (set by TALLY_MCAP_COMPRESSION in
                    """)
    void aWrongLineOfTheSettingsFileIsNamed(String settings, String words) throws IOException {
        Path file = Files.writeString(directory.resolve("settings"), settings.replace(';', '\n'));
        String[] arguments = {"run", "--backend", "simulated", "--config", file.toString()};
        assertEquals(2, ActivityClient.run(arguments), err::toString);
        assertTrue(err.toString(StandardCharsets.UTF_8).contains(words), err::toString);
        assertTrue(err.toString(StandardCharsets.UTF_8).contains(file.toString()), err::toString);
    }

    @Test
    void whatCannotBeCapturedIsNamedAndEndsWithStatus1() {
        String[] arguments = "run --sink none --backend xrecord --capture xrecord.display=:987".split(" ");
        assertEquals(1, ActivityClient.run(arguments), err::toString);
        assertTrue(err.toString(StandardCharsets.UTF_8).contains(":987"), err::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    run --backend simulated --capture simulated.script=dance | cannot read 'dance'
                    run --capture simulated.nonsense=1              | it has [simulated.rate, simulated.script, simulated.seed]
                    run --capture simulated.rate=abc                | simulated.rate is 'abc', which is not a number
                    run --capture xrecord.connection=foo            | xrecord.connection is 'foo'
                    run --capture xrecord.display=nowhere           | 'nowhere'
                    run --capture separate.address=1                | it has [separate.socket]
                    doctor --capture evdev.directory=dev            | evdev.directory is 'dev'; it must be an absolute path
                    capture --backend evdev --capture evdev.virtual=foo | it must be include or exclude
                    """)
    void aWrongSettingOfABackendEndsEachCommandWithStatus2(String arguments, String words) {
        assertEquals(2, ActivityClient.run(arguments.split(" +")), err::toString);
        assertTrue(err.toString(StandardCharsets.UTF_8).contains(words), err::toString);
    }

    @Test
    void theDoctorListsEveryBackendAndSaysWhatWouldBeTaken() {
        int status = ActivityClient.run("doctor", "--backend", "simulated");
        String text = out.toString(StandardCharsets.UTF_8);
        for (String backend : new String[] {"xrecord", "evdev", "simulated"}) {
            assertTrue(text.contains(backend), text);
        }
        assertTrue(text.contains("`run` would count with simulated."), text);
        assertEquals(0, status);
    }

    @Test
    void theDoctorFailsWhereNothingRealCanBeCounted() {
        int status = ActivityClient.run(
                "doctor", "--capture", "xrecord.display=:987", "--capture", "evdev.directory=" + directory);
        assertEquals(1, status);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("Nothing can be counted here"), out::toString);
    }

    @Test
    void theDoctorSaysWhichBackendItWasAskedForWhenOnlyThatOneCannotCount() {
        int status = ActivityClient.run("doctor", "--backend", "xrecord", "--capture", "xrecord.display=:987");
        assertEquals(1, status);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("with backend 'xrecord'"), out::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "status", "top", "today", "pause", "resume", "doctor"})
    void theHelpOfEachCommandHasExamplesAndExitStatuses(String command) {
        for (String help : new String[] {"--help", "-h"}) {
            out.reset();
            assertEquals(0, ActivityClient.run(command, help));
            String text = out.toString(StandardCharsets.UTF_8);
            assertTrue(text.contains("Examples:\n  activity-client " + command), text);
            assertTrue(text.contains("Exit status: 0 "), text);
            assertTrue(text.contains("2 wrong usage"), text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "status", "top", "today", "pause", "resume", "doctor", "capture"})
    void theHelpKeepsInOneLineWhatIsCopied(String command) {
        assertEquals(0, ActivityClient.run(command, "--help"));
        String text = out.toString(StandardCharsets.UTF_8);
        CommandSpec spec =
                ActivityClient.commandLine().getSubcommands().get(command).getCommandSpec();
        for (OptionSpec option : spec.options()) {
            for (String word : String.join(" ", option.description()).split(" +")) {
                assertTrue(text.contains(word) || word.startsWith("${DEFAULT-VALUE}"), word + " is broken in\n" + text);
            }
        }
        for (String line : spec.usageMessage().footer()) {
            assertTrue(!line.startsWith("  ") || text.contains("\n" + line + "\n"), line + " is broken in\n" + text);
        }
    }

    @Test
    void helpTeachesWithExamplesAndWithoutArgumentsItIsShown() {
        assertEquals(0, ActivityClient.run("--help"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("activity-client doctor"));
        assertEquals(2, ActivityClient.run());
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("activity-client doctor"));
    }
}

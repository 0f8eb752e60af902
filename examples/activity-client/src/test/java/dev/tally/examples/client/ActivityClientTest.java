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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is said in one line that names it, before anything is opened. */
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
                    --sink carrier-pigeon               | there is no sink 'carrier-pigeon'
                    --sink none,http                    | --sink none cannot go with other sinks
                    --frame-interval-ms 0               | --frame-interval-ms is 0; it must be from 1 to 1000
                    --flush-interval-sec 100000         | --flush-interval-sec is 100000
                    --flush-interval-sec soon           | 'soon' is not an int
                    --capture display=:1                | setting 'display' has no backend
                    --capture evdv.wait=true            | there is no backend 'evdv' for evdv.wait; present are evdev, simulated, xrecord
                    --report /no/such/folder/report     | cannot write /no/such/folder/report
                    --report /usr                       | cannot write /usr;
                    --sink none --s3-bucket x           | --s3-bucket is an option of --sink mcap; choose that sink too, or leave the option out
                    --sink mcap --ws-port 1             | --ws-port is an option of --sink websocket;
                    --sink http --without /keys         | --without is an option of --sink websocket and --sink mcap;
                    --api-key secret                    | Unknown option
                    --config /no/such/file              | cannot read the settings in /no/such/file: there is no such file
                    --backend simulated --api-key-file /no/such/key | cannot read the key file /no/such/key: there is no such file
                    --backend simulated --api-url ftp://host/frames  | ftp://host/frames
                    --backend simulated --sink activitywatch --activitywatch-url http://h/api | http://h/api has a path
                    --backend simulated --sink websocket --ws-port 70000 | --ws-port is 70000
                    --backend simulated --sink websocket --ws-cert a.pem | --ws-cert and --ws-key go together
                    --backend simulated --sink websocket --ws-cert a --ws-key b --ws-keystore c | give one of them
                    --backend simulated --sink websocket --ws-clients-per-address 0 | --ws-clients-per-address is 0
                    --backend simulated --sink websocket --ws-origin app.foxglove.dev | write https://app.foxglove.dev
                    --backend simulated --sink websocket --ws-token-in-url | --ws-token-in-url needs --ws-token-file
                    --backend simulated --sink mcap --mcap-roll-secs 0   | --mcap-roll-secs is 0
                    --backend simulated --sink mcap --without /nothing   | /nothing
                    """)
    void wrongUsageIsNamedAndEndsWithStatus2(String arguments, String words) {
        assertEquals(2, ActivityClient.run(("run " + arguments).strip().split(" +")), err::toString);
        assertTrue(err.toString(StandardCharsets.UTF_8).contains(words), err::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    FLUSH_INTERVAL_SEC=soon    | 'soon' is not an int (set by FLUSH_INTERVAL_SEC in
                    FLUSH_INTERVAL_SEC=0       | it must be from 1 to 86400 (set by FLUSH_INTERVAL_SEC in
                    FLUSH_INTERVALL_SEC=5      | there is `FLUSH_INTERVALL_SEC`, which is no setting
                    KMMON_PORT=abc             | 'abc' is not an int (set by KMMON_PORT in
                    KMMON_ROLL_SECS=1h         | '1h' is not a long (set by KMMON_ROLL_SECS in
                    TALLY_S3_HOST_IN_KEY=maybe | 'maybe' is not a boolean (set by TALLY_S3_HOST_IN_KEY in
                    API_URL=ftp://host/frames  | (set by API_URL in
                    API_KEY_FILE=/none         | cannot read the key file /none: there is no such file (set by API_KEY_FILE in
                    TALLY_SINK=http,dove       | there is no sink 'dove'; there are http, sqlite, activitywatch, websocket, mcap and none (set by TALLY_SINK in
                    TALLY_SINK=websocket;KMMON_PORT=70000           | --ws-port is 70000; it must be from 0 to 65535 (set by KMMON_PORT in
                    TALLY_SINK=websocket;TALLY_WS_TOKEN_FILE=/none  | cannot read the token file /none: there is no such file (set by TALLY_WS_TOKEN_FILE in
                    TALLY_SINK=mcap;KMMON_ROLL_SECS=0               | --mcap-roll-secs is 0; it must be from 1 to 315360000 (set by KMMON_ROLL_SECS in
                    TALLY_SINK=mcap;KMMON_S3_BUCKET=b;KMMON_S3_ENDPOINT_URL=a b | it must be http:// or https:// and a host, for example https://minio.local:9000 (set by KMMON_S3_ENDPOINT_URL in
                    TALLY_SINK=mcap;TALLY_MCAP_COMPRESSION=zip      | it must be none, lz4 or zstd (set by TALLY_MCAP_COMPRESSION in
                    """)
    void aWrongLineOfTheSettingsFileIsNamed(String settings, String words) throws IOException {
        Path file = Files.writeString(directory.resolve("settings"), settings.replace(';', '\n'));
        String[] arguments = {"run", "--backend", "simulated", "--config", file.toString()};
        assertEquals(2, ActivityClient.run(arguments), err::toString);
        assertTrue(err.toString(StandardCharsets.UTF_8).contains(words), err::toString);
        assertTrue(err.toString(StandardCharsets.UTF_8).contains(file.toString()), err::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --backend telepathy                 | there is no capture backend 'telepathy'
                    --backend xrecord --capture xrecord.display=:987     | :987
                    --backend simulated --capture simulated.script=dance | cannot read 'dance'
                    """)
    void whatCannotBeCapturedIsNamedAndEndsWithStatus1(String arguments, String words) {
        assertEquals(
                1, ActivityClient.run(("run --sink none " + arguments).strip().split(" +")), err::toString);
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

    @Test
    void theDoctorSaysThatThereIsNoSuchBackend() {
        assertEquals(1, ActivityClient.run("doctor", "--backend", "EVDEV"));
        assertTrue(
                out.toString(StandardCharsets.UTF_8).contains("There is no backend 'EVDEV'; present are "),
                out::toString);
    }

    @Test
    void helpTeachesWithExamplesAndWithoutArgumentsItIsShown() {
        assertEquals(0, ActivityClient.run("--help"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("activity-client doctor"));
        assertEquals(2, ActivityClient.run());
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("activity-client doctor"));
    }
}

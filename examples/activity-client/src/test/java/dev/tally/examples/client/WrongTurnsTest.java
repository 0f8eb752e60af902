package dev.tally.examples.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each wrong turn on the command line is told in one or two lines that name it and say what would be right, with status 2, and
 * before anything is opened: no file, no socket, and no connection to the X server that the run would count.
 */
@Timeout(
        value = 60,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // one that is not noticed would count until it is stopped
class WrongTurnsTest {
    private static final Pattern FOR_PROGRAMMERS = Pattern.compile(
            "\\b(java|javax|dev|picocli)\\.[a-z]|[a-z]Exception|[Oo]ption option|is not an? (int|long|boolean)|apiKey"
                    + "|\\bnull\\b|\\bat [a-z.]+\\(");
    private static final String SECRET = "hunter2";

    private final PrintStream usualOut = System.out;
    private final PrintStream usualErr = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private ServerSocketChannel xServer;

    @BeforeEach
    void listen() throws IOException {
        Files.writeString(
                directory.resolve("settings"),
                "TALLY_SPOOL=" + directory.resolve("spool") + "\nTALLY_RUNTIME_DIR=" + directory.resolve("run") + "\n");
        Files.createFile(directory.resolve("empty"));
        Files.writeString(directory.resolve("umlaut"), "schlüssel");
        xServer = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        xServer.configureBlocking(false);
        System.setOut(new PrintStream(err, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() throws IOException {
        System.setOut(usualOut);
        System.setErr(usualErr);
        xServer.close();
    }

    /** RUN is a run that would count the input of an X server; DIR is a directory with an empty file; _ is nothing, ~ a line break. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            statsu                                  | there is no command 'statsu'; is it status?
            launch                                  | there is no command 'launch'
            --sink none                             | there is no option --sink
            RUN now                                 | 'now' is no option; an option begins with --
            RUN --sinks http                        | there is no option --sinks; is it --sink?
            RUN --api-key hunter2                   | there is no option --api-key; is it --api-key-file?
            RUN --api-key=hunter2                   | there is no option --api-key; is it --api-key-file?
            RUN -q                                  | there is no option -q
            RUN --sink                              | --sink needs a value: --sink SINK
            RUN --sink carrier-pigeon               | --sink: there is no sink 'carrier-pigeon'; there are http, sqlite
            RUN --sink none,http                    | --sink none cannot go with other sinks; choose none alone
            RUN --sink _                            | --sink: there is no sink ''; there are http
            run --config /no/such/file              | cannot read the settings in /no/such/file: there is no such file
            run --config DIR                        | cannot read the settings in DIR: Is a directory
            run --config                            | --config needs a value: --config FILE
            run --sink none --backend telepathy     | --backend is telepathy; present are evdev, separate, simulated, xrecord
            RUN --backend xrecord                   | --backend is given twice; give it once
            RUN --capture display=:1                | --capture is display=:1; it must be like BACKEND.SETTING=VALUE
            RUN --capture xrecord.display           | --capture is xrecord.display; it must be like BACKEND.SETTING=VALUE
            RUN --capture evdv.wait=true            | there is no backend 'evdv'; present are evdev, separate, simulated, xrecord
            RUN --frame-interval-ms 0               | --frame-interval-ms is 0; it must be a whole number from 1 to 1000
            RUN --frame-interval-ms fast            | --frame-interval-ms is fast; it must be a whole number from 1 to 1000
            RUN --flush-interval-sec 100000         | --flush-interval-sec is 100000; it must be a whole number from 1 to 86400
            RUN --flush-interval-sec 99999999999999999999 | it must be a whole number from 1 to 86400
            RUN --flush-interval-sec _              | --flush-interval-sec is empty; it must be a whole number
            RUN --flush-interval-sec 5 --flush-interval-sec 6 | --flush-interval-sec is given twice; give it once
            RUN --blackout 22-7                     | --blackout is 22-7; it must be like 22:00-07:00 or Sat,Sun
            RUN --blackout Caturday~09:00-10:00     | there is no day 'Caturday'; days are Mon, Tue
            RUN --report /no/such/folder/report     | --report: cannot write /no/such/folder/report; name a file
            RUN --report /usr                       | --report: cannot write /usr; name a file
            RUN --show=maybe                        | --show is maybe; it must be true or false
            RUN --no-spool=perhaps                  | --no-spool is perhaps; it must be true or false
            RUN --spool                             | --spool needs a value: --spool DIRECTORY
            RUN --runtime-dir                       | --runtime-dir needs a value: --runtime-dir DIRECTORY
            RUN --sink none --s3-bucket x           | --s3-bucket is an option of --sink mcap; choose that sink too, or leave
            RUN --sink none --source desk           | --source is an option of --sink http and --sink sqlite and --sink activitywatch
            RUN --sink mcap --s3-endpoint-url http://h | --s3-endpoint-url needs --s3-bucket
            RUN --sink mcap --s3-prefix _           | --s3-prefix needs --s3-bucket
            RUN --sink mcap --s3-host-in-key        | --s3-host-in-key needs --s3-bucket
            RUN --sink mcap --foxglove-device-id d  | --foxglove-device-id needs --foxglove-project-id
            RUN --sink mcap --foxglove-device-name d | --foxglove-device-name needs --foxglove-project-id
            RUN --sink websocket --ws-keystore-password-file d | --ws-keystore-password-file needs --ws-keystore
            RUN --spool DIR --no-spool              | --spool and --no-spool exclude each other
            RUN --sink mcap --ws-port 1             | --ws-port is an option of --sink websocket; choose
            RUN --sink http --without /keys         | --without is an option of --sink websocket and --sink mcap; choose
            RUN --sink sqlite --api-url http://h    | --api-url is an option of --sink http; choose
            RUN --api-url ftp://host/frames         | --api-url: it is ftp://host/frames; it must be http:// or https://
            RUN --api-url http://me:hunter2@host/   | --api-url: it is http://...@host/; it must be
            RUN --api-url http://me:hun/hunter2@h/  | --api-url: it is http://...@h/; it must be
            RUN --api-url http://me:hunter2@[       | --api-url is http://...@[; it must be a URL
            RUN --sink activitywatch --activitywatch-url http://me:h/hunter2@h | it is http://...@h; it must be
            RUN --api-url http://[                  | --api-url is http://[; it must be a URL, for example http://
            RUN --api-key-file /no/such/key         | cannot read the key file /no/such/key: there is no such file
            RUN --api-key-file DIR                  | cannot read the key file DIR: Is a directory
            RUN --api-key-file DIR/empty            | the key file DIR/empty is empty; write the key into it
            RUN --api-key-file DIR/umlaut           | the server's key, from --api-key-file DIR/umlaut, cannot be sent: it must have
            RUN --api-key-file /dev/zero            | cannot read the key file /dev/zero: it has more than
            RUN --source a~b                        | --source is a?b; it must have from 1 to 128 characters, and no line break
            RUN --source _                          | --source is empty; it must have from 1 to 128 characters
            RUN --sink sqlite --database DIR        | it must be a file, or the name of a new one, in a directory that exists
            RUN --sink sqlite --database /none/a.db | --database is /none/a.db; it must be a file
            RUN --sink activitywatch --activitywatch-url http://h/api | --activitywatch-url: it is http://h/api; it must be
            RUN --sink activitywatch --source a/b   | --source is a/b; for the activitywatch sink it must have no slash
            RUN --sink websocket --without /typo    | --without: there is no topic '/typo'; there are /mouse/position,
            RUN --sink websocket --ws-host a/b      | --ws-host is a/b; it must be an address or a name of this machine
            RUN --sink websocket --ws-port 70000    | --ws-port is 70000; it must be a whole number from 0 to 65535
            RUN --sink websocket --ws-port web      | --ws-port is web; it must be a whole number from 0 to 65535
            RUN --sink websocket --ws-token-file /x | cannot read the token file /x: there is no such file
            RUN --sink websocket --ws-token-in-url  | --ws-token-in-url needs --ws-token-file
            RUN --sink websocket --ws-origin a.dev  | --ws-origin: the origin a.dev is one that no browser sends; write https://a.dev
            RUN --sink websocket --ws-clients-per-address 0 | --ws-clients-per-address is 0; it must be a whole number from 1
            RUN --sink websocket --ws-cert a.pem    | --ws-cert and --ws-key go together
            RUN --sink websocket --ws-cert a --ws-key b | --ws-cert is a; it must be a file that this user can read
            RUN --sink websocket --ws-cert a --ws-key b --ws-keystore c | both name a certificate; give one of them
            RUN --sink websocket --ws-keystore c    | --ws-keystore needs --ws-keystore-password-file
            RUN --sink websocket --ws-keystore c --ws-keystore-password-file d | --ws-keystore is c; it must be a file
            RUN --sink mcap --mcap-dir DIR/empty    | it must be a directory that this user can write to, or the name of a new one
            RUN --sink mcap --mcap-roll-secs 0      | --mcap-roll-secs is 0; it must be a whole number from 1 to 315360000
            RUN --sink mcap --mcap-retention-secs 1h | --mcap-retention-secs is 1h; it must be a whole number from 1
            RUN --sink mcap --mcap-roll-from-start=x | --mcap-roll-from-start is x; it must be true or false
            RUN --sink mcap --mcap-compression zip  | --mcap-compression is zip; it must be none, lz4 or zstd
            RUN --sink mcap --foxglove-device-id    | --foxglove-device-id needs a value: --foxglove-device-id ID
            RUN --sink mcap --s3-bucket b --s3-endpoint-url minio:9000 | --s3-endpoint-url is minio:9000; it must be http://
            RUN --sink mcap --s3-bucket b --s3-endpoint-url http://me:hunter2@h:9 | --s3-endpoint-url is http://...@h:9; it must be
            RUN --sink mcap --s3-bucket b --s3-endpoint-url http://me:h/hunter2@h | --s3-endpoint-url is http://...@h; it must be
            RUN --sink mcap --s3-bucket b --s3-endpoint-url me:hunter2@h | --s3-endpoint-url is ...@h; it must be
            RUN --sink mcap --s3-bucket b --s3-host-in-key=x | --s3-host-in-key is x; it must be true or false
            doctor --backend telepathy              | --backend is telepathy; present are evdev, separate, simulated, xrecord
            doctor --capture evdev                  | --capture is evdev; it must be like BACKEND.SETTING=VALUE
            doctor --fix                            | there is no option --fix
            status --format xml                     | --format is xml; it must be one of text, json, waybar, polybar
            status --pid me                         | --pid is me; it must be a whole number
            status --jsn                            | there is no option --jsn; is it --json?
            status now                              | 'now' is no option
            top --pid me                            | --pid is me; it must be a whole number
            top --rate 5                            | there is no option --rate
            today --database                        | --database needs a value: --database FILE
            today yesterday                         | 'yesterday' is no option
            pause soon                              | the duration is 'soon'; it must be like 90s, 30m or 1h30m
            pause 0s                                | the duration is '0s'; it must be like 90s, 30m or 1h30m
            pause 5m 6m                             | '6m' is no option
            pause --pid                             | --pid needs a value: --pid PID
            resume 5m                               | '5m' is no option
            resume --runtime-dir                    | --runtime-dir needs a value: --runtime-dir DIRECTORY
            """)
    void isToldInPlainWordsBeforeAnythingIsOpened(String line, String words) throws IOException {
        int display = xServer.socket().getLocalPort() - 6000;
        String run = "run --config DIR/settings --backend xrecord --capture xrecord.display=127.0.0.1:" + display;
        String[] arguments = Arrays.stream(line.strip().replace("RUN", run).split(" +"))
                .map(it -> it.equals("_") ? "" : inDirectory(it.replace('~', '\n')))
                .toArray(String[]::new);
        List<Path> files = files();
        long sockets = sockets();

        assertEquals(2, ActivityClient.run(arguments), err::toString);

        String message = err.toString(StandardCharsets.UTF_8);
        assertTrue(message.startsWith("activity-client: "), message);
        assertTrue(message.contains(inDirectory(words)), message);
        assertTrue(message.lines().count() <= 2, message);
        assertFalse(FOR_PROGRAMMERS.matcher(message).find(), message);
        assertFalse(message.contains(SECRET), message);
        assertNull(xServer.accept(), "the X server was connected to");
        assertEquals(files, files());
        assertEquals(sockets, sockets());
    }

    private String inDirectory(String text) {
        return text.replaceAll("\\bDIR\\b", directory.toString());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static long sockets() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(WrongTurnsTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // the descriptor of the listing itself
        }
    }
}

package dev.tally.examples.demo;

import dev.tally.sink.SinkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts a server, a source of input and a client, shows the counts, and compares the input with what the server serves. */
@Command(name = "demo", mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {
    private static final Pattern LISTENING = Pattern.compile("listening on (http://[^ ,]+)");
    private static final String DATABASE = "demo.db";
    private static final Pattern LIVE = Pattern.compile("^live: (.*)");

    @Option(names = "--once")
    private boolean once;

    @Option(names = "--simulated")
    private boolean simulated;

    @Option(names = "--display")
    private @Nullable String display;

    @Option(names = "--seconds", defaultValue = "8")
    private double seconds;

    @Option(names = "--telemetry")
    private boolean telemetry;

    @Option(names = "--dashboard")
    private boolean dashboard;

    @Option(names = "--recordings")
    private @Nullable Path recordings;

    private final Path home = Path.of(System.getProperty("tally.home", ".")).toAbsolutePath();
    private final LiveLine line = new LiveLine(System.out);
    private final Stage stage = new Stage();

    /** Runs the demo and exits with its status. */
    public static void main(String[] args) {
        Demo demo = new Demo();
        CommandLine command = new CommandLine(demo);
        command.setExecutionExceptionHandler((e, failed, result) -> demo.failed(e));
        command.setParameterExceptionHandler((e, arguments) -> {
            System.err.println("demo: " + e.getMessage());
            System.err.println("Try 'bin/demo --help'.");
            return 2;
        });
        System.exit(command.execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SinkException {
        Runtime.getRuntime().addShutdownHook(new Thread(stage::clear));
        Path directory = stage.directory("tally-demo-");
        Path key = secretIn(directory);
        if (dashboard) {
            return showDashboard(directory, key);
        }
        Child server = stage.add(server(directory, key));
        Summary summary = new Summary(server.ready().group(1));
        System.out.println("server    " + summary.url() + ", with a fresh database that is deleted when the demo ends");
        Hands hands = stage.add(simulated ? new InventedHands(seconds) : XHands.on(display));
        Optional<Telemetry> live = telemetry ? Optional.of(telemetry()) : Optional.empty();
        Child client = stage.add(client(hands, summary, key, live));
        System.out.println("client    counts with " + client.ready().group(1));
        live.ifPresent(t -> System.out.println(t.invitation(client.errors())));
        System.out.println();
        boolean equal = compare(hands, client, summary);
        if (live.isPresent()) {
            System.out.println();
            System.out.print(live.get().contents());
        }
        return equal ? 0 : 1;
    }

    /** Serves a simulated month, which a simulated client adds to, until Ctrl-C. */
    private int showDashboard(Path directory, Path key) throws IOException, InterruptedException, SinkException {
        SimulatedMonth.fill(directory.resolve(DATABASE), Clock.systemDefaultZone());
        Summary summary = new Summary(stage.add(server(directory, key)).ready().group(1));
        InventedHands hands = stage.add(InventedHands.forHours());
        stage.add(client(hands, summary, key, Optional.empty())).ready();
        System.out.println("dashboard " + summary.page());
        System.out.println(
                "          a simulated month, and a simulated client that goes on; Ctrl-C ends and deletes it");
        if (!once) {
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private int failed(Exception failure) throws InterruptedException {
        line.end();
        if (!stage.isTakenDown()) { // else it is the end, and no failure
            System.err.println("demo: " + failure.getMessage());
        }
        return 1;
    }

    private boolean compare(Hands hands, Child client, Summary summary) throws IOException, InterruptedException {
        Totals done = Totals.NONE;
        while (true) {
            done = done.plus(hands.act(seconds));
            boolean stopClient = once || !hands.canGoOn();
            int status = stopClient ? client.stop() : 0; // delivers what it has
            Totals served = stopClient ? summary.totals() : summary.await(done);
            line.end();
            boolean equal = status == 0 && served.matches(done);
            System.out.println(done.beside(served));
            System.out.println(
                    equal ? "  Equal." : "  NOT EQUAL (client's exit status " + status + ")." + client.errors());
            if (stopClient || !equal) {
                return equal;
            }
            System.out.printf("%n  Repeating until Ctrl-C. To see what the server serves: curl %s%n%n", summary.url());
        }
    }

    private Child server(Path directory, Path key) throws IOException {
        return new Child(
                home.resolve("bin/summary-server"),
                List.of(
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--database",
                        directory.resolve(DATABASE).toString()),
                Map.of("SERVER_API_KEY_FILE", key.toString()),
                LISTENING,
                text -> {});
    }

    private Telemetry telemetry() throws IOException {
        Path kept = recordings;
        return new Telemetry(kept == null ? stage.directory("tally-recordings-") : Files.createDirectories(kept));
    }

    private Child client(Hands hands, Summary summary, Path key, Optional<Telemetry> live) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", "--show", "--api-url", summary.frames()));
        arguments.addAll(hands.clientArguments());
        live.ifPresent(t -> arguments.addAll(t.clientArguments()));
        return new Child(
                home.resolve("bin/activity-client"),
                arguments,
                Map.of(
                        "API_KEY_FILE",
                        key.toString(),
                        "FLUSH_INTERVAL_SEC",
                        "2",
                        "TALLY_NO_SPOOL",
                        "true",
                        "XDG_RUNTIME_DIR", // so that a pause of the user's own client does not pause this one
                        key.resolveSibling("").toString(),
                        "XDG_CONFIG_HOME", // nor its settings hold for it
                        key.resolveSibling("").toString()),
                LIVE,
                dashboard ? text -> {} : line::show);
    }

    private static Path secretIn(Path directory) throws IOException {
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        Path file = Files.createFile(
                directory.resolve("key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, HexFormat.of().formatHex(secret));
    }
}

package dev.tally.examples.client;

import static dev.tally.examples.client.Options.option;

import dev.tally.capture.CaptureBackends.Backend;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.examples.client.separate.CaptureServer;
import dev.tally.examples.client.separate.Lockdown;
import dev.tally.examples.client.separate.SeparateProvider;
import dev.tally.examples.systemd.SdNotify;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** Counts for another process, which delivers the counts and needs no right to devices: the first half of a separated pair. */
final class CaptureCommand implements Callable<Integer> {
    private final CaptureChoice capture = new CaptureChoice();
    private Path socket = Path.of(SeparateProvider.DEFAULT_SOCKET);
    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

    /** Returns the description of the command and its options. */
    CommandSpec spec() {
        spec.usageMessage()
                .description(
                        "Counts input for `activity-client run --backend separate`, which delivers the counts. This process reads"
                                + " the devices and has no network; that one has the network and reads no device.",
                        "",
                        "It hands over sums, never single events: presses once a second, motion 20 times a second at most. The"
                                + " devices are opened when the other process connects. If that one is killed, counting goes on for"
                                + " the next one; for a pause the devices are closed.",
                        "")
                .footer(
                        "",
                        "Examples:",
                        "  activity-client capture --backend evdev",
                        "  activity-client capture --socket /tmp/me/capture.socket",
                        "  activity-client run --backend separate --capture separate.socket=/tmp/me/capture.socket",
                        "",
                        "Exit status: 0 stopped, and all counts were handed over; 1 failed; 2 wrong usage; 3 stopped, and counts"
                                + " that nobody has taken are lost.");
        capture.addTo(spec);
        addSocket();
        Options.addStandardOptions(spec, new ActivityClient.Version());
        return spec;
    }

    private void addSocket() {
        spec.addOption(option("--socket", Path.class, value -> socket = value)
                .paramLabel("FILE")
                .defaultValue(SeparateProvider.DEFAULT_SOCKET)
                .description("Serve the other process at this UNIX socket. Only a process of the same user, or root, is"
                        + " answered. Default: " + SeparateProvider.DEFAULT_SOCKET + ".")
                .build());
    }

    @Override
    public Integer call() throws CaptureException, IOException {
        CaptureOptions options = capture.options();
        Lockdown.apply(); // first: looking for a backend opens devices
        CaptureProvider provider = provider(options);
        SdNotify systemd = SdNotify.of(System.getenv());
        CaptureServer server = server(provider, options, systemd);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(server, systemd), "shutdown"));
        System.err.println("serving: " + socket);
        systemd.ready();
        server.run();
        return 0;
    }

    private CaptureServer server(CaptureProvider provider, CaptureOptions options, SdNotify systemd)
            throws IOException {
        try {
            return new CaptureServer(socket, provider, options, new SystemdHeartbeat(systemd));
        } catch (FileAlreadyExistsException e) {
            String kind = e.getFile().equals(socket.toString()) ? "socket" : "directory";
            throw UsageException.of("--socket", socket, e.getFile() + " exists and is not a " + kind);
        }
    }

    /** Returns the backend that was named, also if it cannot count yet; or else the one that {@code run} would use. */
    private CaptureProvider provider(CaptureOptions options) throws CaptureException {
        BackendChoice choice = BackendChoice.first(options);
        if (choice.present().isEmpty()) {
            capture.requireBackend();
        }
        if (options.backend().filter(SeparateProvider.NAME::equals).isPresent()) {
            throw UsageException.of("--backend", SeparateProvider.NAME, "it takes what this command counts");
        }
        Optional<CaptureProvider> named = options.backend().isEmpty()
                ? Optional.empty()
                : choice.present().stream().findFirst().flatMap(Backend::provider);
        return named.isPresent() ? named.get() : choice.provider();
    }

    private static void finish(CaptureServer server, SdNotify systemd) {
        int status = 3;
        try {
            systemd.stopping();
            server.finish();
            status = switch (server.awaitEnd()) {
                case HANDED_OVER -> 0;
                case FAILED -> 1; // main has called System.exit with it, but a hook that halts decides
                case COUNTS_LOST -> 3;
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(status);
        }
    }

    /** The serving thread itself says that it works. */
    private record SystemdHeartbeat(SdNotify systemd) implements CaptureServer.Heartbeat {
        @Override
        public Optional<Long> periodNanos() {
            return systemd.watchdogPeriod().map(Duration::toNanos);
        }

        @Override
        public void beat() {
            systemd.alive();
        }
    }
}

package dev.tally.examples.server;

import dev.tally.examples.systemd.SdNotify;
import dev.tally.examples.systemd.Watchdog;
import dev.tally.sink.SinkException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Runs the server: reads the settings, starts, prints where it listens and its main settings, and stops without losing
 * accepted counts.
 *
 * <p>The line is the first on standard error that begins with {@code listening on}: {@code listening on
 * http://127.0.0.1:43211 database=…}. From then on requests are answered.
 */
public final class SummaryServer {
    static final int CANNOT_START = 1;
    static final int WRONG_SETTING = 2;

    private static final Logger LOG = LoggerFactory.getLogger(SummaryServer.class);

    private SummaryServer() {}

    /** Runs until it is stopped by a signal. */
    public static void main(String[] arguments) throws InterruptedException {
        if (Commands.isNamedBy(arguments)) {
            System.exit(Commands.run(arguments, System.out, System.err));
        }
        Integer status = run(arguments, System.getenv(), System.err);
        if (status != null) {
            System.exit(status);
        }
        new CountDownLatch(1).await(); // the shutdown hook stops the server
    }

    /** Describes the server and all sub-commands, of which {@code bin/package} makes manual pages and completion. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Flags().spec());
        Commands.addTo(line);
        return line;
    }

    private static @Nullable Integer run(String[] arguments, Map<String, String> environment, PrintStream err) {
        Flags flags = new Flags();
        try {
            CommandLine.ParseResult parsed = new CommandLine(flags.specToParse()).parseArgs(arguments);
            if (parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested()) {
                return help(arguments);
            }
            return start(new SettingsReader(flags, environment), err);
        } catch (ParameterException e) {
            err.println("summary-server: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + " (try --help)");
            return WRONG_SETTING;
        } catch (IllegalArgumentException e) {
            err.println("summary-server: " + e.getMessage());
            return WRONG_SETTING;
        } catch (SinkException | IOException | UncheckedIOException e) {
            err.println("summary-server: " + e.getMessage());
            return CANNOT_START;
        }
    }

    private static int help(String[] arguments) {
        CommandLine.printHelpIfRequested(new CommandLine(new Flags().spec()).parseArgs(arguments));
        return 0;
    }

    private static @Nullable Integer start(SettingsReader reader, PrintStream err) throws SinkException, IOException {
        ServerSettings settings = reader.read();
        WebServer server = new WebServer(settings, settings.store().open(notice -> LOG.warn("{}", notice)));
        try {
            server.start();
        } catch (IOException e) {
            server.close();
            throw e;
        }
        SdNotify systemd = SdNotify.of(System.getenv());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, systemd), "stop"));
        if (reader.hasKeyFiles()) { // otherwise SIGHUP ends the server, as it ends any program
            Hangup.onEach(() -> readKeysAgain(reader, server));
        }
        warnOfDefaultKey(settings, server.address());
        err.println("listening on http://" + server.address() + " database="
                + settings.store().place()
                + settings.kafka().map(kafka -> " ingest=\"" + kafka + "\"").orElse("") + " key="
                + (settings.key().isDefault() ? "default" : "set") + " read-limit=" + settings.rateLimitRequests() + "/"
                + settings.rateLimitWindow().toSeconds() + "s max-body=" + settings.maxBodyBytes() + " max-connections="
                + settings.maxConnections() + " max-connections-per-address=" + settings.maxConnectionsPerAddress()
                + " retention=" + settings.store().retention().toDays() + "d");
        systemd.ready();
        Watchdog.start(systemd, server::isResponsive);
        return null;
    }

    private static void readKeysAgain(SettingsReader reader, WebServer server) {
        try {
            Access.Keys keys = reader.access().keys();
            server.replaceKeys(keys);
            LOG.info("the keys were read again: {} of clients", keys.clients().size());
        } catch (IllegalArgumentException e) {
            LOG.error("the keys were not read again, the ones before stay valid: {}", e.getMessage());
        }
    }

    private static void stop(WebServer server, SdNotify systemd) {
        systemd.stopping();
        server.close();
        LOG.info("stopped; everything acknowledged is in the database");
    }

    private static void warnOfDefaultKey(ServerSettings settings, String address) {
        if (!settings.key().isDefault()) {
            return;
        }
        LOG.warn(
                "the key is \"{}\", which is known to all: {} can add counts; set SERVER_API_KEY or --api-key-file",
                ServerSettings.DEFAULT_KEY,
                settings.access().allowsDefaultKey() && !settings.host().isLoopbackAddress()
                        ? "ANYONE WHO CAN CONNECT TO " + address
                        : "every user of this machine, and no other machine,");
    }
}

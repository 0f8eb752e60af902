package dev.tally.examples.client;

import static dev.tally.examples.client.Options.number;
import static dev.tally.examples.client.Options.option;
import static dev.tally.examples.client.Options.repeated;
import static dev.tally.examples.client.Options.texts;

import dev.tally.aggregation.ActivityMonitor;
import dev.tally.aggregation.ActivityMonitorBuilder;
import dev.tally.aggregation.MonitorSnapshot;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.examples.client.separate.SeparateProvider;
import dev.tally.examples.systemd.SdNotify;
import dev.tally.examples.systemd.Watchdog;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Counts until it is told to stop, then delivers what is left. */
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("activity-client");

    /** The time from the signal to the exit, without what the start of the shutdown and the report take. */
    private static final Duration CLOSE_WITHIN = Duration.ofMillis(1700);

    /** How long input that still comes after the signal is counted, at most. */
    private static final Duration SETTLE = Duration.ofMillis(1000);

    /** How long the sampling thread may take to do a round for the watchdog. */
    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(5);

    private static final String NO_SINK = "none";

    private final CaptureChoice capture = new CaptureChoice();
    private Set<String> sinkNames = new LinkedHashSet<>();
    private final SpoolChoice spool = new SpoolChoice();
    private final SinkChoice sinks = new SinkChoice();
    private long frameIntervalMillis;
    private long flushIntervalSeconds;
    private Set<String> blackout = Set.of();
    private final LiveChoice live = new LiveChoice();
    private final SocketDirectory sockets = new SocketDirectory();
    private boolean show;
    private boolean quiet;
    private @Nullable String report;
    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

    /** Returns the description of the command and its options. */
    CommandSpec spec() {
        spec.usageMessage().sortOptions(false);
        capture.addTo(spec);
        addSinkNames();
        spool.addTo(spec);
        sinks.addTo(spec);
        addPeriods();
        live.addTo(spec);
        sockets.addTo(spec);
        addOutput();
        Options.addStandardOptions(spec, new ActivityClient.Version());
        return spec;
    }

    private void addSinkNames() {
        spec.addOption(texts("--sink", value -> sinkNames = value)
                .paramLabel("SINK")
                .defaultValue("http")
                .descriptionKey("TALLY_SINK")
                .description(
                        "Deliver the counts to http (a summary server), sqlite (a database file) or activitywatch (its server);"
                                + " show them live with websocket (topics for Foxglove); record those topics with mcap; none"
                                + " only counts. May be repeated. Default: http. [TALLY_SINK]")
                .build());
    }

    private void addPeriods() {
        spec.addOption(number("--frame-interval-ms", 1, 1000, value -> frameIntervalMillis = value)
                .paramLabel("MS")
                .defaultValue("20")
                .descriptionKey("FRAME_INTERVAL_MS")
                .description(
                        "Sample the counters every MS milliseconds while there is input. Default: 20. [FRAME_INTERVAL_MS]")
                .build());
        spec.addOption(number("--flush-interval-sec", 1, 86_400, value -> flushIntervalSeconds = value)
                .paramLabel("N")
                .defaultValue("30")
                .descriptionKey("FLUSH_INTERVAL_SEC")
                .description("Deliver counts every N seconds, if there are any. Default: 30. [FLUSH_INTERVAL_SEC]")
                .build());
        spec.addOption(repeated("--blackout", value -> blackout = value)
                .splitRegex(";")
                .paramLabel("HOURS")
                .descriptionKey("TALLY_BLACKOUT")
                .description(
                        "Count nothing in these hours, for example 22:00-07:00 or 'Sat,Sun 00:00-24:00'; the days are those on"
                                + " which they begin. May be repeated. The times are those of this machine's zone. [TALLY_BLACKOUT]")
                .build());
    }

    private void addOutput() {
        spec.addOption(option("--show", boolean.class, value -> show = value)
                .description("Print the totals on standard output, once a second while they change.")
                .build());
        spec.addOption(option("--quiet", boolean.class, value -> quiet = value)
                .description(
                        "Do not show today's counts in the last line of the terminal. It is not shown either if the output is"
                                + " not a terminal, with TERM=dumb, and with --show; NO_COLOR=1 shows it without colour.")
                .build());
        spec.addOption(option("--report", String.class, value -> report = value)
                .paramLabel("FILE")
                .description(
                        "Write the totals, the ledger and the newest 10000 delivered intervals as one JSON object to this file"
                                + " at exit; - means standard output.")
                .build());
    }

    @Override
    public Integer call() throws CaptureException, SinkException, IOException, InterruptedException {
        CaptureOptions options = capture.options();
        Optional<BlackoutSchedule> schedule =
                blackout.isEmpty() ? Optional.empty() : Optional.of(BlackoutSchedule.parse(blackout));
        checkSinks();
        Optional<Path> spoolDirectory = spool.directory(System.getenv(), spec.commandLine());
        Report delivered = new Report(report);
        SinkHealth health = new SinkHealth();
        Optional<CountsLine> line = countsLine(health);
        StatusSocket socket = new StatusSocket(sockets.path(System.getenv()));
        SdNotify systemd = SdNotify.of(System.getenv());
        CaptureProvider provider = provider(options);
        Optional<SeparateProvider> separate = SeparateProvider.ifIt(provider);
        Shutdown shutdown = new Shutdown(monitor -> {
            systemd.stopping();
            line.ifPresent(CountsLine::end);
            socket.close();
            separate.ifPresent(SeparateProvider::endsWithoutPause);
            finish(monitor, live, delivered, line);
        });
        ActivityMonitor monitor = shutdown.start(() ->
                start(provider, options, spoolDirectory, new MonitorAnnouncements(delivered, health, line), line));
        PauseControl pauses = new PauseControl(monitor, () -> separate.ifPresent(it -> it.hold(options)));
        if (schedule.isPresent()) {
            new Blackout(schedule.get(), pauses, Clock.systemUTC()).start();
        }
        systemd.ready();
        Watchdog.start(systemd, () -> monitor.isResponsive(ALIVE_WITHIN));
        line.ifPresent(it -> it.begin(monitor));
        if (show) {
            new Display(spec.commandLine().getOut()).start(monitor);
        }
        StatusReport status = new StatusReport(monitor, health, pauses, System::nanoTime);
        socket.answer(new ClientAnswers(status, pauses)::answer);
        Thread.currentThread().join(); // until the shutdown hook ends the process
        return 0;
    }

    /** Checks the settings of all sinks, so that nothing has been opened when one is wrong. */
    private void checkSinks() {
        checkSinkNames();
        List<OptionSpec> given = spec.commandLine().getParseResult().matchedOptions();
        SinkOptions.requireUsed(given, spec, settings(), sinkNames);
        sinks.check(sinkNames, spec.commandLine());
        live.check(sinkNames);
        List<String> unread = SinkOptions.unread(given, spec, settings(), sinkNames);
        if (!unread.isEmpty()) {
            LOG.warn("these settings have no effect without the option after each name: {}", String.join(", ", unread));
        }
    }

    /** Returns the line of counts if output and log go to a terminal. The log is then written above the line. */
    private Optional<CountsLine> countsLine(SinkHealth health) {
        if (quiet || show || System.getenv("TERM") == null || !TerminalLine.isPossible(System.getenv())) {
            return Optional.empty();
        }
        TerminalLine line = TerminalLine.of(System.err);
        System.setErr(line.above());
        return Optional.of(new CountsLine(line, health, TerminalLine.isColourful(System.getenv())));
    }

    private ActivityMonitor start(
            CaptureProvider provider,
            CaptureOptions options,
            Optional<Path> spoolDirectory,
            MonitorAnnouncements announcements,
            Optional<CountsLine> line)
            throws CaptureException, SinkException, IOException {
        ActivityMonitorBuilder builder = ActivityMonitor.of(provider, options)
                .sampleEvery(Duration.ofMillis(frameIntervalMillis))
                .flushEvery(Duration.ofSeconds(flushIntervalSeconds))
                .settle(SETTLE)
                .closeWithin(CLOSE_WITHIN)
                .listener(announcements);
        if (line.isPresent()) {
            builder.onTotals(Duration.ofSeconds(1), line.get());
        }
        if (!blackout.isEmpty()) {
            builder.startPaused(); // until it is known that this is no blackout hour
        }
        spoolDirectory.ifPresent(builder::spool);
        sinks.open().forEach(builder::sink);
        live.open().forEach(builder::live);
        return builder.start();
    }

    private ClientSettings settings() {
        return ClientSettings.of(spec.commandLine());
    }

    private CaptureProvider provider(CaptureOptions options) throws CaptureException {
        BackendChoice choice = BackendChoice.first(options);
        if (choice.present().isEmpty()) {
            capture.requireBackend();
        }
        choice.missedBackend().ifPresent(LOG::warn);
        return choice.provider();
    }

    private void checkSinkNames() {
        for (String name : sinkNames) {
            if (!name.equals(NO_SINK) && !SinkChoice.NAMES.contains(name) && !LiveChoice.NAMES.contains(name)) {
                throw UsageException.of(
                        "--sink",
                        String.join(",", sinkNames),
                        "there is no sink '" + Excerpt.of(name)
                                + "'; there are http, sqlite, activitywatch, websocket, mcap and none");
            }
        }
        if (sinkNames.contains(NO_SINK) && sinkNames.size() > 1) {
            throw new UsageException("--sink none cannot go with other sinks; choose none alone, or leave it out");
        }
    }

    /** Closes the monitor and ends the process with its exit status. Runs in the shutdown hook, which a signal starts. */
    private static void finish(ActivityMonitor monitor, LiveChoice live, Report delivered, Optional<CountsLine> line) {
        int status = 1;
        try {
            monitor.close();
            live.reportLosses();
            MonitorSnapshot last = monitor.snapshot();
            delivered.write(last);
            leftovers(last).forEach(each -> System.err.println("activity-client: " + each));
            status = status(last);
        } catch (IOException e) {
            System.err.println("activity-client: cannot write the report: " + ClientSettings.why(e));
        } catch (RuntimeException e) {
            System.err.println("activity-client: cannot end properly: " + e.getMessage());
        } finally {
            line.ifPresent(CountsLine::drain);
            Runtime.getRuntime().halt(status);
        }
    }

    /** Returns 0 if all counts were delivered or are in the spool, else 3. */
    static int status(MonitorSnapshot last) {
        return leftovers(last).isEmpty() || last.spool().isPresent() ? 0 : 3;
    }

    /** Returns a line for each sink that has not got all counts, with what is missing and where that is kept. */
    static List<String> leftovers(MonitorSnapshot last) {
        String outcome = last.spool()
                .map(directory -> " kept in " + directory + ", delivered at the next start")
                .orElse(" not delivered");
        return last.ledgers().stream()
                .filter(ledger -> ledger.pending().hasActivity())
                .map(ledger -> ledger.sink() + ": " + pressesAndClicks(ledger.pending()) + outcome)
                .toList();
    }

    private static String pressesAndClicks(Counts counts) {
        return counts.keyPresses() + " key presses and " + Display.clicks(counts) + " clicks";
    }
}

package dev.tally.examples.client;

import static dev.tally.examples.client.Options.option;
import static dev.tally.examples.client.Options.texts;

import dev.tally.aggregation.ActivityMonitor;
import dev.tally.aggregation.ActivityMonitorBuilder;
import dev.tally.aggregation.MonitorSnapshot;
import dev.tally.capture.CaptureException;
import dev.tally.capture.CaptureOptions;
import dev.tally.capture.spi.CaptureProvider;
import dev.tally.sink.Counts;
import dev.tally.sink.SinkException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;

/** Counts until it is told to stop, then delivers what is left. */
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("activity-client");

    /** The time from the signal to the exit, without what the start of the shutdown and the report take. */
    private static final Duration CLOSE_WITHIN = Duration.ofMillis(1700);

    /** How long input that still comes after the signal is counted, at most. */
    private static final Duration SETTLE = Duration.ofMillis(1000);

    private static final String NO_SINK = "none";

    private final CaptureChoice capture = new CaptureChoice();
    private Set<String> sinkNames = new LinkedHashSet<>();
    private final SpoolChoice spool = new SpoolChoice();
    private final SinkChoice sinks = new SinkChoice();
    private int frameIntervalMillis;
    private int flushIntervalSeconds;
    private final LiveChoice live = new LiveChoice();
    private final SocketDirectory sockets = new SocketDirectory();
    private boolean show;
    private @Nullable String report;
    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

    /** Returns the description of the command and its options. */
    CommandSpec spec() {
        spec.usageMessage()
                .description(
                        "Counts input and delivers the counts until it gets SIGTERM or SIGINT (Ctrl-C). Then it delivers what"
                                + " is left and exits within 2 s; uploads of recordings may take 30 s more.",
                        "",
                        "Prints `live: BACKEND ...` on standard error as soon as every further key press would be counted.",
                        "The name in [BRACKETS] is the environment variable, or the line of the settings file (--config), that"
                                + " also sets the option. The command line comes before the environment, and the environment"
                                + " before the file.",
                        "The server's key is never given on the command line: --api-key-file names a file that holds it, or"
                                + " API_KEY is the key itself.",
                        "")
                .footer(
                        "",
                        "Exit status: 0 stopped, and all counts are delivered or kept in the spool; 1 failed; 2 wrong usage; 3"
                                + " stopped, and counts that could not be delivered are lost.")
                .sortOptions(false);
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
        spec.addOption(option("--frame-interval-ms", int.class, value -> frameIntervalMillis = value)
                .paramLabel("MS")
                .defaultValue("20")
                .descriptionKey("FRAME_INTERVAL_MS")
                .description(
                        "Sample the counters at this interval while there is input. Default: 20. [FRAME_INTERVAL_MS]")
                .build());
        spec.addOption(option("--flush-interval-sec", int.class, value -> flushIntervalSeconds = value)
                .paramLabel("SECONDS")
                .defaultValue("30")
                .descriptionKey("FLUSH_INTERVAL_SEC")
                .description("Deliver counts at this interval, if there are any. Default: 30. [FLUSH_INTERVAL_SEC]")
                .build());
    }

    private void addOutput() {
        spec.addOption(option("--show", boolean.class, value -> show = value)
                .description("Print the totals on standard output, once a second while they change.")
                .build());
        spec.addOption(option("--report", String.class, value -> report = value)
                .paramLabel("FILE")
                .description(
                        "Write the totals, the ledger and the delivered intervals as one JSON object to this file at exit;"
                                + " - means standard output.")
                .build());
    }

    @Override
    public Integer call() throws CaptureException, SinkException, IOException, InterruptedException {
        Duration frame = Duration.ofMillis(check("--frame-interval-ms", frameIntervalMillis, 1, 1000));
        Duration flush = Duration.ofSeconds(check("--flush-interval-sec", flushIntervalSeconds, 1, 86_400));
        checkSinkNames();
        SinkOptions.requireUsed(spec.commandLine().getParseResult().matchedOptions(), sinkNames);
        Report delivered = new Report(report);
        SinkHealth health = new SinkHealth();
        StatusSocket socket = new StatusSocket(sockets.path(System.getenv()));
        Shutdown shutdown = new Shutdown(monitor -> {
            socket.close();
            finish(monitor, live, delivered);
        });
        ActivityMonitor monitor =
                shutdown.start(() -> start(frame, flush, new MonitorAnnouncements(delivered, health)));
        PauseControl pauses = new PauseControl(monitor);
        ClientAnswers answers = new ClientAnswers(new StatusReport(monitor, health, pauses), pauses);
        socket.start(answers::answer);
        if (show) {
            new Display(spec.commandLine().getOut()).follow(monitor);
        }
        Thread.currentThread().join(); // until the shutdown hook ends the process
        return 0;
    }

    private ActivityMonitor start(Duration frame, Duration flush, MonitorAnnouncements announcements)
            throws CaptureException, SinkException, IOException {
        CaptureOptions options = capture.options();
        CaptureProvider provider = provider(options);
        ClientSettings settings = (ClientSettings) spec.root().commandLine().getDefaultValueProvider();
        ActivityMonitorBuilder builder = ActivityMonitor.of(provider, options)
                .sampleEvery(frame)
                .flushEvery(flush)
                .settle(SETTLE)
                .closeWithin(CLOSE_WITHIN)
                .listener(announcements);
        spool.directory(System.getenv()).ifPresent(builder::spool);
        sinks.open(sinkNames, settings).forEach(builder::sink);
        live.open(sinkNames).forEach(builder::live);
        return builder.start();
    }

    private static CaptureProvider provider(CaptureOptions options) throws CaptureException {
        BackendChoice choice = BackendChoice.first(options);
        choice.missedBackend().ifPresent(LOG::warn);
        return choice.provider();
    }

    private void checkSinkNames() {
        for (String name : sinkNames) {
            if (!name.equals(NO_SINK) && !SinkChoice.NAMES.contains(name) && !LiveChoice.NAMES.contains(name)) {
                throw UsageException.of(
                        "--sink",
                        String.join(",", sinkNames),
                        "--sink: there is no sink '" + name
                                + "'; there are http, sqlite, activitywatch, websocket, mcap and none");
            }
        }
        if (sinkNames.contains(NO_SINK) && sinkNames.size() > 1) {
            throw new UsageException("--sink none cannot go with other sinks: " + sinkNames);
        }
    }

    /** Closes the monitor and ends the process with its exit status. Runs in the shutdown hook, which a signal starts. */
    private static void finish(ActivityMonitor monitor, LiveChoice live, Report delivered) {
        int status = 1;
        try {
            monitor.close();
            live.reportLosses();
            MonitorSnapshot last = monitor.snapshot();
            delivered.write(last);
            leftovers(last).forEach(line -> System.err.println("activity-client: " + line));
            status = status(last);
        } catch (IOException e) {
            System.err.println("activity-client: cannot write the report: " + e);
        } catch (RuntimeException e) {
            System.err.println("activity-client: cannot end properly: " + e);
        } finally {
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
        long clicks = counts.leftClicks() + counts.middleClicks() + counts.rightClicks() + counts.otherClicks();
        return counts.keyPresses() + " key presses and " + clicks + " clicks";
    }

    private static int check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new UsageException(option, value, "it must be from " + least + " to " + most);
        }
        return value;
    }
}

package dev.tally.aggregation.simulation;

import dev.tally.aggregation.ActivityMonitor;
import dev.tally.aggregation.ActivityMonitorBuilder;
import dev.tally.aggregation.SimulatedMonitors;
import dev.tally.aggregation.internal.Platform;
import dev.tally.aggregation.internal.SpoolFiles;
import dev.tally.capture.CaptureException;
import dev.tally.capture.InputHandler;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;

/** A client with one server, for tests that say themselves what happens. */
final class SimulatedClient {
    static final String SINK = "main";
    static final Duration FLUSH = Duration.ofSeconds(30);

    final SimulatedTime time = new SimulatedTime(new SplittableRandom(1));
    final SimulatedDisk disk = new SimulatedDisk(time, new SplittableRandom(2), line -> {});
    final SimulatedSink.Weather weather = new SimulatedSink.Weather();
    final SimulatedServer server;
    private final SpoolFiles files;
    private final Path directory;
    private SimulatedInput input = new SimulatedInput(true);
    private ActivityMonitor monitor;

    /** Starts a client whose spool is on a simulated disk. */
    SimulatedClient() {
        this.server = new SimulatedServer(true, SimulatedServer.Database.NONE);
        this.files = disk;
        this.directory = Path.of("/spool");
        this.monitor = started();
    }

    /** Starts a client on a simulated disk, whose server keeps what it receives in a database as well. */
    SimulatedClient(Function<SimulatedTime, SimulatedServer.Database> database) {
        this.server = new SimulatedServer(true, database.apply(time));
        this.files = disk;
        this.directory = Path.of("/spool");
        this.monitor = started();
    }

    /** Starts a client on other files. */
    SimulatedClient(SpoolFiles files, Path directory) {
        this.server = new SimulatedServer(true, SimulatedServer.Database.NONE);
        this.files = files;
        this.directory = directory;
        this.monitor = started();
    }

    private ActivityMonitor started() {
        time.newLife();
        input = new SimulatedInput(true);
        ActivityMonitorBuilder builder = SimulatedMonitors.of(
                        input,
                        input::awaitRunning,
                        new Platform(time, time, () -> new SplittableRandom(3), UUID::randomUUID, files))
                .flushEvery(FLUSH)
                .sink(new SimulatedSink(SINK, server, weather, time, new SplittableRandom(4), line -> {}))
                .spool(directory);
        try {
            return builder.start();
        } catch (CaptureException e) {
            throw new IllegalStateException(e);
        }
    }

    ActivityMonitor monitor() {
        return monitor;
    }

    /** Types, ten keys a second. */
    void type(int keys) {
        for (int i = 0; i < keys; i++) {
            input.report(InputHandler::keyPress);
            sleep(Duration.ofMillis(100));
        }
    }

    void sleep(Duration duration) {
        time.sleep(duration.toNanos());
    }

    /** Starts again after a close or a kill. */
    void start() {
        monitor = started();
    }

    void close() {
        monitor.close();
        time.awaitEndOfThreads();
        disk.processEnded();
    }

    /** Ends all threads, also those of a client that was closed. */
    void kill() {
        time.kill();
        input.stop();
        time.awaitEndOfThreads();
        disk.processEnded();
    }

    /** Returns how many keys the server has. */
    long delivered() {
        return server.sum().get(Count.KEY_PRESSES);
    }

    /** Returns what waits for the server. */
    Counts pending() {
        return monitor.snapshot().ledgers().get(0).pending();
    }
}

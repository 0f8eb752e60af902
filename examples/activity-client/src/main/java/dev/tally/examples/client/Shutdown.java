package dev.tally.examples.client;

import dev.tally.aggregation.ActivityMonitor;
import dev.tally.capture.CaptureException;
import dev.tally.sink.SinkException;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets a signal end the client properly. One that comes while counting begins waits until it has begun, so that nothing which
 * was announced as counted is lost.
 *
 * <p><b>Threads.</b> The main thread starts, the shutdown hook ends.
 */
final class Shutdown {
    /** Starts to count. */
    interface Starter {
        ActivityMonitor start() throws CaptureException, SinkException, IOException;
    }

    private @Nullable ActivityMonitor monitor; // under the lock of this object

    /**
     * Creates the shutdown hook.
     *
     * @param end ends the monitor and the process; not called if counting has not begun
     */
    Shutdown(Consumer<ActivityMonitor> end) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> run(end), "shutdown"));
    }

    /** Starts to count. */
    synchronized ActivityMonitor start(Starter starter) throws CaptureException, SinkException, IOException {
        ActivityMonitor started = starter.start();
        monitor = started;
        return started;
    }

    private synchronized void run(Consumer<ActivityMonitor> end) {
        if (monitor != null) {
            end.accept(monitor);
        }
    }
}

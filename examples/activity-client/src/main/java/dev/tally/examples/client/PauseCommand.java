package dev.tally.examples.client;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Pauses the running client. */
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = {
            "Tells the running client to stop counting. It closes the devices or the connection to the X server: what is typed"
                    + " during the pause is not read, and not counted later.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  activity-client pause         until `activity-client resume`",
            "  activity-client pause 1h30m   for an hour and a half",
            "",
            "Exit status: 0 paused; 1 no client is running, or it cannot; 2 wrong usage."
        })
final class PauseCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "DURATION",
            description = "Count again after this time, for example 90s, 30m or 1h30m. Default: until `resume`.")
    private @Nullable String duration;

    @Option(names = "--pid", paramLabel = "PID", description = "Pause only the client with this process number.")
    private long pid;

    final SocketDirectory directory = new SocketDirectory();

    @Override
    public Integer call() throws IOException {
        Path sockets = directory.path(System.getenv());
        if (duration == null) {
            return new RunningClients(sockets).tell(pid, PauseControl.PAUSE);
        }
        String given = duration;
        Duration time = PauseControl.duration(given)
                .orElseThrow(() -> new UsageException(
                        "the duration is '" + given + "'; it must be like 90s, 30m or 1h30m, and at least 1s"));
        return new RunningClients(sockets).tell(pid, PauseControl.PAUSE + " " + time.toSeconds() + "s");
    }
}

package dev.tally.examples.client;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends a pause of the running client. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Tells the running client to count again after `activity-client pause`.",
        footer = {
            "",
            "Examples:",
            "  activity-client resume",
            "  activity-client resume --pid 4711",
            "",
            "Exit status: 0 counting; 1 no client is running, it cannot, or it is a blackout hour; 2 wrong usage."
        })
final class ResumeCommand implements Callable<Integer> {
    @Option(names = "--pid", paramLabel = "PID", description = "Resume only the client with this process number.")
    private long pid;

    final SocketDirectory directory = new SocketDirectory();

    @Override
    public Integer call() throws IOException {
        return new RunningClients(directory.path(System.getenv())).tell(pid, PauseControl.RESUME);
    }
}

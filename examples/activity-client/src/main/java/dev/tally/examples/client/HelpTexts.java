package dev.tally.examples.client;

import java.util.Collection;
import picocli.CommandLine.Model.CommandSpec;

/** The texts of {@code --help} that a client which counts does not need. They are added only if somebody asks for them. */
final class HelpTexts {
    private HelpTexts() {}

    /** Describes the program. */
    static void addToRoot(CommandSpec root, Collection<String> commands) {
        root.usageMessage()
                .synopsisSubcommandLabel(String.join(" | ", commands))
                .description(
                        "Counts key presses, clicks, scrolling and motion on this machine and delivers the counts.",
                        "It never records which key was pressed, nor when.")
                .footer(
                        "",
                        "Examples:",
                        "  activity-client doctor                     show what can be counted here, and what is missing",
                        "  activity-client run --sink none            count, deliver nothing, and show today's counts",
                        "  activity-client status                     show what the running client has counted and delivered",
                        "  activity-client top                        the same, while it changes",
                        "  activity-client pause 30m                  count nothing for half an hour",
                        "  API_KEY_FILE=key activity-client run --api-url https://host/frames",
                        "  activity-client run --sink sqlite --database activity.db",
                        "  activity-client today                      what that database says of today",
                        "",
                        "Exit status of all commands: 0 done; 1 failed; 2 wrong usage; 3 (run, capture) counts were lost.",
                        "`activity-client run --help` explains every setting.");
    }

    /** Describes {@code run}. */
    static void addToRun(CommandSpec run) {
        run.usageMessage()
                .description(
                        "Counts input and delivers the counts until it gets SIGTERM or SIGINT (Ctrl-C). Then it delivers what"
                                + " is left and exits within 2 s; uploads of recordings may take 30 s more.",
                        "",
                        "Prints `live: BACKEND ...` on standard error as soon as every further key press would be counted. On a"
                                + " terminal its last line shows today's counts.",
                        "The name in [BRACKETS] is the environment variable, or the line of the settings file (--config), that"
                                + " also sets the option. The command line comes before the environment, and the environment"
                                + " before the file.",
                        "The server's key is never given on the command line: --api-key-file names a file that holds it, or"
                                + " API_KEY is the key itself.",
                        "")
                .footer(
                        "",
                        "Examples:",
                        "  activity-client run --sink none",
                        "  activity-client run --api-url https://host/frames --api-key-file key",
                        "  activity-client run --sink http,sqlite --database activity.db --blackout 22:00-07:00",
                        "  activity-client run --sink websocket,mcap --ws-host 127.0.0.1 --mcap-dir recordings",
                        "  activity-client run --config laptop.conf",
                        "",
                        "Exit status: 0 stopped, and all counts are delivered or kept in the spool; 1 failed; 2 wrong usage; 3"
                                + " stopped, and counts that could not be delivered are lost.");
    }
}

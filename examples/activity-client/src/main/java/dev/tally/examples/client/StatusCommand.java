package dev.tally.examples.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what the running client has counted, and what became of it. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Asks the running client what it has counted, and what became of the counts: delivered, waiting or lost.",
            "The counts are at most a second old. Asking does not stop or delay the counting.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  activity-client status",
            "  activity-client status --json | jq .today.counts.keyPresses",
            "  \"custom/activity\": {\"exec\": \"activity-client status --format waybar\", \"return-type\": \"json\","
                    + " \"interval\": 10}",
            "",
            "Exit status: 0 shown; 1 no client is running; 2 wrong usage."
        })
final class StatusCommand implements Callable<Integer> {
    /** The forms of the output. */
    enum Format {
        TEXT,
        JSON,
        WAYBAR,
        POLYBAR
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "Print text for people (the default), json (one object in one line for each client), or what the"
                            + " status bars waybar and polybar show.")
    private Format format = Format.TEXT;

    @Option(names = "--json", description = "Print JSON; the same as --format json.")
    private boolean json;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "Ask only the client with this process number, if several are running.")
    private long pid;

    final SocketDirectory directory = new SocketDirectory();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        RunningClients clients = new RunningClients(directory.path(System.getenv()));
        Map<Long, String> answers = clients.ask(pid, StatusReport.QUESTION);
        if (answers.isEmpty()) {
            System.err.println(clients.noClient(pid));
            return 1;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(shown(json ? Format.JSON : format, answers));
        out.flush();
        return 0;
    }

    private static String shown(Format format, Map<Long, String> answers) throws JsonProcessingException {
        if (format == Format.JSON) {
            return String.join(System.lineSeparator(), answers.values());
        }
        List<String> texts = new ArrayList<>();
        ObjectMapper mapper = new ObjectMapper();
        for (String answer : answers.values()) {
            JsonNode status = mapper.readTree(answer);
            texts.add(
                    switch (format) {
                        case WAYBAR -> StatusBar.waybar(status, ZoneId.systemDefault());
                        case POLYBAR -> StatusBar.polybar(status);
                        default -> StatusText.of(status, ZoneId.systemDefault());
                    });
        }
        if (format != Format.TEXT && texts.size() > 1) {
            throw new UsageException(
                    "clients are running as processes " + answers.keySet() + "; choose one of them with --pid");
        }
        return String.join(System.lineSeparator(), texts);
    }
}

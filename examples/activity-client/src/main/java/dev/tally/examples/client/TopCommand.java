package dev.tally.examples.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.examples.client.TopScreen.Line;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the counts of a running client while they change, until q is pressed. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows the counts and the sinks of the running client, and asks it for them once a second. q or Ctrl-C quits.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  activity-client top",
            "  NO_COLOR=1 activity-client top --pid 4711",
            "",
            "Exit status: 0 quit; 1 no client is running, or this is no terminal; 2 wrong usage."
        })
final class TopCommand implements Callable<Integer> {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l"; // another screen, no cursor
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String END_OF_LINE = "\u001b[K";
    private static final String END_OF_SCREEN = "\u001b[J";
    private static final int CTRL_D = 4;

    /** A client answers at once unless the machine is busy, or it was stopped. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "Show the client with this process number, if several are running.")
    private long pid;

    final SocketDirectory directory = new SocketDirectory();

    private final PrintStream out = System.out;
    private boolean hasLeft; // under the lock of this object
    private final ObjectMapper mapper = new ObjectMapper();
    private final boolean isColourful = TerminalLine.isColourful(System.getenv());
    private final TopScreen screen = new TopScreen(
            ZoneId.systemDefault(),
            out.charset().newEncoder().canEncode(RateHistory.BARS) ? RateHistory.BARS : RateHistory.ASCII_BARS);

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean isDumb = System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
        Terminal terminal = isDumb ? null : Terminal.open().orElse(null);
        if (terminal == null) {
            System.err.println("activity-client: top needs a terminal on which it can move the cursor;"
                    + " `activity-client status` prints the same once");
            return 1;
        }
        RunningClients clients = new RunningClients(directory.path(System.getenv()));
        Map<Long, String> answers = clients.ask(pid, StatusReport.QUESTION);
        if (answers.isEmpty()) {
            System.err.println(clients.noClient(pid));
            return 1;
        }
        if (answers.size() > 1) {
            String processes = answers.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
            throw new UsageException(
                    "clients are running as processes " + processes + "; choose one of them with --pid");
        }
        show(
                terminal,
                new RunningClients(directory.path(System.getenv()), PATIENCE),
                answers.keySet().iterator().next());
        return 0;
    }

    private void show(Terminal terminal, RunningClients clients, long client) throws IOException {
        Thread restore = new Thread(() -> leave(terminal), "restore the terminal");
        Runtime.getRuntime().addShutdownHook(restore);
        terminal.readKeys();
        out.print(ENTER);
        Thread follower = new Thread(
                () -> {
                    try {
                        follow(terminal, clients, client);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "follow");
        follower.setDaemon(true); // a client that does not answer must not hold up the end
        follower.start();
        awaitQuit();
    }

    private synchronized void leave(Terminal terminal) {
        hasLeft = true;
        out.print(LEAVE);
        out.flush();
        terminal.restore();
    }

    private static void awaitQuit() {
        try {
            int key;
            do {
                key = System.in.read();
            } while (key >= 0 && key != 'q' && key != 'Q' && key != CTRL_D);
        } catch (IOException e) {
            // the terminal is gone
        }
    }

    private void follow(Terminal terminal, RunningClients clients, long client) throws InterruptedException {
        String before = "";
        long readAt = System.nanoTime();
        while (true) {
            try {
                String answer = clients.ask(client, StatusReport.QUESTION).getOrDefault(client, "");
                if (answer.isEmpty()) {
                    warn("process " + client + " has ended");
                } else {
                    JsonNode status = mapper.readTree(answer);
                    long now = System.nanoTime();
                    if (!answer.equals(before)) { // a client describes itself once a second at most
                        screen.add(status, (now - readAt) / 1e9);
                        readAt = now;
                        before = answer;
                    }
                    draw(screen.lines(status, terminal.size().orElse(new Terminal.Size(80, 24))));
                }
            } catch (IOException e) { // it may answer again
                warn(String.valueOf(e.getMessage()));
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private void warn(String what) {
        draw(List.of(new Line(what + "; q quits", TopScreen.Style.WARNING)));
    }

    private synchronized void draw(List<Line> lines) {
        if (hasLeft) {
            return;
        }
        StringBuilder text = new StringBuilder(HOME);
        for (int i = 0; i < lines.size(); i++) {
            text.append(i == 0 ? "" : "\n").append(coloured(lines.get(i))).append(END_OF_LINE);
        }
        out.print(text.append(END_OF_SCREEN));
        out.flush();
    }

    private String coloured(Line line) {
        if (!isColourful || line.style() == TopScreen.Style.NORMAL) {
            return line.text();
        }
        return (line.style() == TopScreen.Style.TITLE ? "\u001b[1m" : "\u001b[31m") + line.text() + "\u001b[0m";
    }
}

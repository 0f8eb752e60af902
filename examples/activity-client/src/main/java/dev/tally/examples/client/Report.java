package dev.tally.examples.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.aggregation.Ledger;
import dev.tally.aggregation.MonitorSnapshot;
import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.SampleLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The report that {@code --report} writes at exit: totals per kind, the ledger of each sink, the intervals delivered. */
final class Report {
    /** How many of the newest intervals are listed; all are counted. A month of them would not fit into a small heap. */
    private static final int LISTED = 10_000;

    private static final String STANDARD_OUTPUT = "-";

    private record Delivered(String sink, ActivityInterval interval) {}

    private final @Nullable String target;
    private final Deque<Delivered> newest = new ArrayDeque<>();
    private long count;

    /**
     * Creates an empty report.
     *
     * @param target a file, {@code -} for standard output, or null for no report
     * @throws UsageException if the file cannot be written, which would otherwise be noticed only at the end
     */
    Report(@Nullable String target) {
        this.target = target;
        if (target != null && !target.equals(STANDARD_OUTPUT)) {
            Path file = UserDirectories.path("--report", target).toAbsolutePath();
            if (!canWrite(file)) {
                throw new UsageException("--report: cannot write " + file
                        + "; name a file that you may write, in a directory that exists");
            }
        }
    }

    private static boolean canWrite(Path file) {
        if (Files.exists(file)) {
            return Files.isWritable(file) && !Files.isDirectory(file);
        }
        Path directory = file.getParent();
        return directory != null && Files.isWritable(directory);
    }

    /** Adds an interval that a sink has accepted. Called by the threads of all sinks. */
    synchronized void delivered(String sink, ActivityInterval interval) {
        if (target == null) {
            return;
        }
        count++;
        newest.addLast(new Delivered(sink, interval));
        if (newest.size() > LISTED) {
            newest.removeFirst();
        }
    }

    /** Writes the report, if one was asked for. */
    synchronized void write(MonitorSnapshot snapshot) throws IOException {
        if (target == null) {
            return;
        }
        // Made here: to make it takes as long as the start of the whole client, which need not wait for it.
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        String text = json.writeValueAsString(tree(snapshot)) + System.lineSeparator();
        if (target.equals(STANDARD_OUTPUT)) {
            System.out.print(text);
            System.out.flush();
        } else {
            Files.writeString(Path.of(target), text);
        }
    }

    private ObjectNode tree(MonitorSnapshot snapshot) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("totals", tree(snapshot.seen()));
        ArrayNode ledgers = root.putArray("ledger");
        snapshot.ledgers().forEach(ledger -> ledgers.add(tree(ledger)));
        ArrayNode live = root.putArray("live_ledger");
        snapshot.liveLedgers().forEach(ledger -> live.add(tree(ledger)));
        root.put("intervals_delivered", count);
        ArrayNode intervals = root.putArray("intervals");
        newest.forEach(delivered -> intervals.add(tree(delivered)));
        return root;
    }

    private ObjectNode tree(Ledger ledger) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("sink", ledger.sink());
        node.set("seen", tree(ledger.seen()));
        node.set("delivered", tree(ledger.delivered()));
        node.set("pending", tree(ledger.pending()));
        ObjectNode lost = node.putObject("lost");
        ledger.lost().forEach((reason, counts) -> lost.set(reason, tree(counts)));
        node.set("unaccounted", tree(ledger.unaccounted()));
        return node;
    }

    private ObjectNode tree(SampleLedger ledger) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("sink", ledger.sink())
                .put("published", ledger.published())
                .put("delivered", ledger.delivered())
                .put("pending", ledger.pending());
        ObjectNode lost = node.putObject("lost");
        ledger.lost().forEach(lost::put);
        return node.put("unaccounted", ledger.unaccounted());
    }

    private ObjectNode tree(Delivered delivered) {
        ActivityInterval interval = delivered.interval();
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("sink", delivered.sink())
                .put("run", interval.run().toString())
                .put("first", interval.first())
                .put("last", interval.last())
                .put("start_ms", interval.start().toEpochMilli())
                .put("end_ms", interval.end().toEpochMilli());
        node.set("counts", tree(interval.counts()));
        return node;
    }

    private ObjectNode tree(Counts counts) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (Count count : Count.values()) {
            node.put(count.label(), counts.get(count));
        }
        return node;
    }
}

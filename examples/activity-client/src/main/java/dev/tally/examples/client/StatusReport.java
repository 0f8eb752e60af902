package dev.tally.examples.client;

import dev.tally.aggregation.ActivityMonitor;
import dev.tally.aggregation.Backlog;
import dev.tally.aggregation.Ledger;
import dev.tally.aggregation.MonitorSnapshot;
import dev.tally.aggregation.RecentCounts;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.SampleLedger;
import dev.tally.sink.encoding.JsonWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes the running client as JSON: counts, ledgers, sinks, spool, devices.
 *
 * <p><b>Privacy.</b> Counts are looked at once a second at most, however often somebody asks: from shorter steps one could read
 * when a single key was pressed.
 *
 * <p><b>Threads.</b> One.
 */
final class StatusReport {
    static final String QUESTION = "status";

    private static final long OLDEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ActivityMonitor monitor;
    private final SinkHealth health;
    private final PauseControl pauses;
    private final LongSupplier nanoTime;
    private @Nullable MonitorSnapshot counted;
    private Instant countedAt = Instant.EPOCH;
    private long countedNanos;

    /**
     * Creates the reports of a monitor.
     *
     * @param nanoTime the clock of {@link System#nanoTime}
     */
    StatusReport(ActivityMonitor monitor, SinkHealth health, PauseControl pauses, LongSupplier nanoTime) {
        this.monitor = monitor;
        this.health = health;
        this.pauses = pauses;
        this.nanoTime = nanoTime;
    }

    /** Returns the description of now; its counts may be a second old. */
    byte[] current() {
        MonitorSnapshot now = monitor.snapshot();
        MonitorSnapshot counts = counted;
        long nanos = nanoTime.getAsLong();
        if (counts == null || nanos - countedNanos >= OLDEST_NANOS) {
            counts = now;
            counted = now;
            countedAt = Instant.now();
            countedNanos = nanos;
        }
        return describe(now, counts, countedAt, health, pauses.state());
    }

    /**
     * Returns the description of one moment.
     *
     * @param now what the client does
     * @param counted what it has counted, perhaps a moment before
     * @param countedAt that moment
     */
    static byte[] describe(
            MonitorSnapshot now,
            MonitorSnapshot counted,
            Instant countedAt,
            SinkHealth health,
            PauseControl.State pause) {
        JsonWriter json = new JsonWriter();
        json.beginObject()
                .field("pid", ProcessHandle.current().pid())
                .field("run", now.run().toString())
                .field("at", text(countedAt))
                .field("state", state(now, pause));
        field(json, "paused_until", pause.until());
        now.source().ifPresent(source -> json.field("source", source.description()));
        json.name("devices")
                .beginObject()
                .field("keyboards", now.keyboards())
                .field("pointers", now.pointers())
                .endObject();
        counts(json, counted);
        sinks(json.name("sinks").beginArray(), counted, health);
        samples(json.endArray().name("live_sinks").beginArray(), counted);
        json.endArray();
        now.spool().ifPresent(directory -> json.field("spool", directory.toString()));
        return json.endObject().toBytes();
    }

    private static String state(MonitorSnapshot snapshot, PauseControl.State pause) {
        if (snapshot.paused()) {
            return pause.isBlackout() ? "blackout" : "paused";
        }
        return snapshot.live() ? "counting" : "interrupted";
    }

    private static void counts(JsonWriter json, MonitorSnapshot snapshot) {
        RecentCounts recent = snapshot.recent();
        json.name("today").beginObject().field("since", text(recent.daySince()));
        write(json.name("counts"), recent.day());
        json.endObject().name("total").beginObject().field("since", text(recent.started()));
        write(json.name("counts"), snapshot.seen());
        json.endObject();
        write(json.name("last_minute"), recent.lastMinute());
    }

    private static void sinks(JsonWriter json, MonitorSnapshot snapshot, SinkHealth health) {
        for (int i = 0; i < snapshot.ledgers().size(); i++) {
            Ledger ledger = snapshot.ledgers().get(i);
            Backlog backlog = snapshot.backlogs().get(i);
            SinkHealth.State state = health.of(ledger.sink());
            json.beginObject().field("sink", ledger.sink());
            write(json.name("seen"), ledger.seen());
            write(json.name("delivered"), ledger.delivered());
            write(json.name("pending"), ledger.pending());
            json.name("lost").beginObject();
            ledger.lost().forEach((reason, counts) -> write(json.name(reason), counts));
            write(json.endObject().name("unaccounted"), ledger.unaccounted());
            json.field("waiting_intervals", backlog.intervals());
            field(json, "waiting_since", backlog.oldest());
            field(json, "last_delivered", state.delivered());
            field(json, "failing_since", state.failingSince());
            if (!state.failure().isEmpty()) {
                json.field("failure", state.failure());
            }
            json.endObject();
        }
    }

    private static void samples(JsonWriter json, MonitorSnapshot snapshot) {
        for (SampleLedger ledger : snapshot.liveLedgers()) {
            json.beginObject()
                    .field("sink", ledger.sink())
                    .field("published", ledger.published())
                    .field("delivered", ledger.delivered())
                    .field("pending", ledger.pending())
                    .name("lost")
                    .beginObject();
            ledger.lost().forEach(json::field);
            json.endObject().field("unaccounted", ledger.unaccounted()).endObject();
        }
    }

    private static void write(JsonWriter json, Counts counts) {
        json.beginObject();
        for (Count count : Count.values()) {
            json.field(count.label(), counts.get(count));
        }
        json.endObject();
    }

    private static void field(JsonWriter json, String name, Optional<Instant> moment) {
        moment.ifPresent(it -> json.field(name, text(it)));
    }

    private static String text(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

package dev.tally.examples.server;

import dev.tally.sink.ActivityInterval;
import dev.tally.sink.Count;
import dev.tally.sink.Counts;
import dev.tally.sink.encoding.IntervalJson;
import dev.tally.sink.encoding.JsonWriter;
import dev.tally.sink.store.Contribution;
import org.jspecify.annotations.Nullable;

/**
 * Writes a contribution as the payload that {@link FrameParser} reads.
 *
 * <p>It is written anew from what was understood, so that nothing else that a client may have sent is kept.
 */
final class ContributionJson {
    private ContributionJson() {}

    /** Returns the payload in UTF-8. */
    static byte[] encode(Contribution contribution) {
        Counts counts = switch (contribution) {
            case Contribution.Identified identified -> identified.interval().counts();
            case Contribution.Anonymous anonymous -> anonymous.counts();
        };
        JsonWriter json = new JsonWriter();
        json.beginObject();
        if (!contribution.source().isEmpty()) {
            json.field("source", contribution.source());
        }
        json.name("summary").beginObject();
        for (Count count : Count.values()) {
            json.field(IntervalJson.memberName(count), counts.get(count));
        }
        json.endObject();
        if (contribution instanceof Contribution.Identified identified) {
            identity(json, identified);
        }
        return json.endObject().toBytes();
    }

    private static void identity(JsonWriter json, Contribution.Identified identified) {
        identified.sent().ifPresent(sent -> json.field("timestamp_ms", sent.toEpochMilli()));
        ActivityInterval interval = identified.interval();
        json.field("run", interval.run().toString())
                .field("first", interval.first())
                .field("last", interval.last())
                .field("start_ms", interval.start().toEpochMilli())
                .field("end_ms", interval.end().toEpochMilli());
    }

    /** Returns what all contributions of a client have in common, or null if nothing is known of it. */
    static @Nullable String key(Contribution contribution) {
        if (!contribution.source().isEmpty()) {
            return contribution.source();
        }
        return contribution instanceof Contribution.Identified identified
                ? identified.interval().run().toString()
                : null;
    }
}

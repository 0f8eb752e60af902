package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Defines channels whose own records are lost, so that their messages are kept: as the old summary or the journal
 * describes them, else with a topic made of their id.
 */
final class RepairDefinitions {
    private final Map<Integer, McapRecord.Schema> schemas = new HashMap<>();
    private final Map<Integer, McapRecord.Channel> channels = new HashMap<>();
    private final RepairJournal journal;

    RepairDefinitions(Optional<FileSummary> summary, RepairJournal journal) {
        this.journal = journal;
        summary.ifPresent(found -> {
            found.all(McapRecord.Schema.class).forEach(schema -> schemas.put(schema.id(), schema));
            found.all(McapRecord.Channel.class).forEach(channel -> channels.put(channel.id(), channel));
        });
    }

    /** Adds records for those of the channels that the plan does not have yet. */
    void define(Collection<Integer> channelIds, RepairPlan plan) {
        for (int id : channelIds) {
            if (plan.index().channel(id) == null) {
                define(id, plan);
            }
        }
    }

    private void define(int id, RepairPlan plan) {
        RecordBuffer made = new RecordBuffer(1 << 10);
        McapRecord.Channel journaled = journal.channels().getOrDefault(id, lost(id));
        McapRecord.Channel channel = channels.getOrDefault(id, journaled);
        McapRecord.Schema schema =
                schemas.getOrDefault(channel.schemaId(), journal.schemas().get(channel.schemaId()));
        if (schema != null && plan.index().schema(schema.id()) == null) {
            RecordEncoder.schema(made, schema);
            plan.index().add(schema);
        }
        RecordEncoder.channel(made, channel);
        plan.index().add(channel);
        plan.write(made);
    }

    /** Puts the definitions of the journal that the index does not have. */
    void putJournaled(RecordBuffer target, FileIndex index) {
        journal.schemas().values().stream()
                .filter(schema -> index.schema(schema.id()) == null)
                .forEach(schema -> RecordEncoder.schema(target, schema));
        journal.channels().values().stream()
                .filter(channel -> index.channel(channel.id()) == null)
                .forEach(channel -> RecordEncoder.channel(target, channel));
    }

    private static McapRecord.Channel lost(int id) {
        return new McapRecord.Channel(id, 0, "/lost/channel/" + id, "", Map.of());
    }
}

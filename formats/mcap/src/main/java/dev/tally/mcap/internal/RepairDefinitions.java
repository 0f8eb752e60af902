package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Defines channels whose own records are lost, so that their messages are kept: as the old summary describes them, else
 * with a topic made of their id.
 */
final class RepairDefinitions {
    private final Map<Integer, McapRecord.Schema> schemas = new HashMap<>();
    private final Map<Integer, McapRecord.Channel> channels = new HashMap<>();

    RepairDefinitions(Optional<FileSummary> summary) {
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
        McapRecord.Channel channel = channels.getOrDefault(id, lost(id));
        McapRecord.Schema schema = schemas.get(channel.schemaId());
        if (schema != null && plan.index().schema(schema.id()) == null) {
            RecordEncoder.schema(made, schema);
            plan.index().add(schema);
        }
        RecordEncoder.channel(made, channel);
        plan.index().add(channel);
        plan.write(made);
    }

    private static McapRecord.Channel lost(int id) {
        return new McapRecord.Channel(id, 0, "/lost/channel/" + id, "", Map.of());
    }
}

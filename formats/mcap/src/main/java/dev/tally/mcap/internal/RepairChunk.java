package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A chunk that a repair keeps, with the message indexes that were found after it. */
final class RepairChunk {
    private record FoundIndex(McapRecord.MessageIndex index, long offset, long length) {}

    private final ChunkContents contents;
    private final McapRecord.Chunk chunk;
    private final long position;
    private final long end;
    private final List<FoundIndex> found = new ArrayList<>();

    /**
     * @param position where the chunk begins in the new file
     * @param end where its message indexes begin
     */
    RepairChunk(ChunkContents contents, McapRecord.Chunk chunk, long position, long end) {
        this.contents = contents;
        this.chunk = chunk;
        this.position = position;
        this.end = end;
    }

    /** Notes a message index of the old file. */
    void found(McapRecord.MessageIndex index, long offset, long length) {
        found.add(new FoundIndex(index, offset, length));
    }

    boolean hasIndexes() {
        return !found.isEmpty();
    }

    /** Returns whether the indexes found lead to exactly the messages of the chunk. */
    boolean indexesFit() {
        Map<Integer, McapRecord.MessageIndex> byChannel = new LinkedHashMap<>();
        for (FoundIndex each : found) {
            boolean isEmpty = each.index.entries().isEmpty(); // some writers have one for each channel of the file
            if (!isEmpty && byChannel.put(each.index.channelId(), each.index) != null) {
                return false;
            }
        }
        return byChannel.size() == contents.messages().size()
                && contents.messages().values().stream().allMatch(m -> m.fits(byChannel.get(m.channelId())));
    }

    /** Copies the indexes that were found. */
    void copyIndexes(RepairPlan plan) {
        Map<Integer, Long> offsets = new LinkedHashMap<>();
        for (FoundIndex each : found) {
            offsets.put(each.index.channelId(), plan.position());
            plan.copy(each.offset, each.length);
        }
        addTo(plan, offsets);
    }

    /** Writes indexes from the messages of the chunk. */
    void writeIndexes(RepairPlan plan) {
        Map<Integer, Long> offsets = new LinkedHashMap<>();
        RecordBuffer made = new RecordBuffer(1 << 10);
        for (ChannelMessages messages : contents.messages().values()) {
            offsets.put(messages.channelId(), plan.position());
            messages.encode(made);
            plan.write(made);
        }
        addTo(plan, offsets);
    }

    private void addTo(RepairPlan plan, Map<Integer, Long> indexOffsets) {
        plan.index()
                .add(new McapRecord.ChunkIndex(
                        contents.start(),
                        contents.end(),
                        position,
                        end - position,
                        indexOffsets,
                        plan.position() - end,
                        chunk.compression(),
                        chunk.records().remaining(),
                        chunk.uncompressedSize()));
    }
}

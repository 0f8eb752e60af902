package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a whole chunk holds: made only after every record in it was read. */
final class ChunkContents {
    private final List<McapRecord.Schema> schemas = new ArrayList<>();
    private final List<McapRecord.Channel> channels = new ArrayList<>();
    private final Map<Integer, ChannelMessages> messages = new LinkedHashMap<>();
    private final McapRecord.Chunk chunk;
    private long start;
    private long end;

    private ChunkContents(McapRecord.Chunk chunk) {
        this.chunk = chunk;
    }

    /** @throws McapException if anything in it is damaged */
    static ChunkContents read(McapRecord.Chunk chunk, long offset, ChunkRecords records) throws McapException {
        ChunkContents contents = new ChunkContents(chunk);
        records.open(chunk, offset);
        for (Optional<McapRecord> next = records.next(); next.isPresent(); next = records.next()) {
            contents.add(next.get(), records.recordOffset());
        }
        return contents;
    }

    private void add(McapRecord record, int offset) {
        if (record instanceof McapRecord.Schema schema) {
            schemas.add(schema);
        } else if (record instanceof McapRecord.Channel channel) {
            channels.add(channel);
        } else if (record instanceof McapRecord.Message message) {
            spread(message.logTimeNanos());
            messages.computeIfAbsent(message.channelId(), ChannelMessages::new).add(message.logTimeNanos(), offset);
        }
    }

    private void spread(long logTime) {
        if (messages.isEmpty() || Long.compareUnsigned(logTime, start) < 0) {
            start = logTime;
        }
        if (messages.isEmpty() || Long.compareUnsigned(logTime, end) > 0) {
            end = logTime;
        }
    }

    /** Puts what is here into the index of the file, but for the chunk itself. */
    void addTo(FileIndex index) {
        schemas.forEach(index::add);
        channels.forEach(index::add);
        messages.values().forEach(m -> m.forEachTime(time -> index.message(m.channelId(), time)));
    }

    /** Whether every message is of a channel that is known here or before. */
    boolean channelsKnown(FileIndex before) {
        Set<Integer> known = new HashSet<>();
        channels.forEach(channel -> known.add(channel.id()));
        return messages.keySet().stream().allMatch(id -> known.contains(id) || before.channel(id) != null);
    }

    McapRecord.Chunk chunk() {
        return chunk;
    }

    /** The earliest log time, 0 without messages: what the head of the chunk says of it is in no CRC. */
    long start() {
        return start;
    }

    /** The latest log time, 0 without messages. */
    long end() {
        return end;
    }

    /** What its message indexes must say. */
    Map<Integer, ChannelMessages> messages() {
        return messages;
    }
}

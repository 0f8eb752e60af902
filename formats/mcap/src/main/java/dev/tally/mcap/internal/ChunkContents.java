package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a chunk holds, for a repair. */
final class ChunkContents {
    private final List<McapRecord.Schema> schemas = new ArrayList<>();
    private final List<McapRecord.Channel> channels = new ArrayList<>();
    private final Map<Integer, ChannelMessages> messages = new LinkedHashMap<>();
    private long start;
    private long end;
    private int length;

    private ChunkContents() {}

    /** Reads the records of a chunk up to the first that is damaged or cut off. */
    static ChunkContents readFirst(ChunkRecords records) {
        ChunkContents contents = new ChunkContents();
        try {
            contents.addAll(records);
        } catch (McapException damagedFromHere) {
            // What came before is whole.
        }
        return contents;
    }

    private void addAll(ChunkRecords records) throws McapException {
        for (Optional<McapRecord> next = records.next(); next.isPresent(); next = records.next()) {
            add(next.get(), records.recordOffset());
            length = records.position();
        }
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

    /** Adds the schemas and channels to the index of the file. */
    void addDefinitionsTo(FileIndex index) {
        schemas.forEach(index::add);
        channels.forEach(index::add);
    }

    /** Counts the messages in the index of the file. */
    void addMessagesTo(FileIndex index) {
        messages.values().forEach(m -> m.forEachTime(time -> index.message(m.channelId(), time)));
    }

    /** Returns the ids of the channels that have messages here and are not defined here. */
    Set<Integer> channelsDefinedElsewhere() {
        Set<Integer> ids = new LinkedHashSet<>(messages.keySet());
        channels.forEach(channel -> ids.remove(channel.id()));
        return ids;
    }

    /** Returns the earliest log time, 0 without messages; no CRC covers what the chunk says of it. */
    long start() {
        return start;
    }

    /** Returns the latest log time, 0 without messages. */
    long end() {
        return end;
    }

    /** Returns how many bytes the whole records have, uncompressed. */
    int length() {
        return length;
    }

    /** Returns what the message indexes must say. */
    Map<Integer, ChannelMessages> messages() {
        return messages;
    }
}

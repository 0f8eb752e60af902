package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the records of one chunk, and the places of each channel's messages in it.
 *
 * <p><b>Cost.</b> Reused from chunk to chunk: nothing is allocated for a message once the arrays have grown.
 */
public final class ChunkBuilder {
    private final RecordBuffer records;
    private final List<ChannelMessages> present = new ArrayList<>();
    private @Nullable ChannelMessages[] byChannel = new ChannelMessages[16];
    private final boolean indexed;
    private long start;
    private long end;
    private boolean empty = true;

    /** @param indexed whether the place of each message is kept */
    public ChunkBuilder(int capacity, boolean indexed) {
        this.records = new RecordBuffer(capacity);
        this.indexed = indexed;
    }

    public void schema(McapRecord.Schema schema) {
        RecordEncoder.schema(records, schema);
    }

    public void channel(McapRecord.Channel channel) {
        RecordEncoder.channel(records, channel);
    }

    /** Notes a message whose record begins where the records end now; the caller then puts it there. */
    public RecordBuffer message(int channelId, long logTime) {
        if (empty || Long.compareUnsigned(logTime, start) < 0) {
            start = logTime;
        }
        if (empty || Long.compareUnsigned(logTime, end) > 0) {
            end = logTime;
        }
        empty = false;
        if (indexed) {
            messages(channelId).add(logTime, records.size());
        }
        return records;
    }

    private ChannelMessages messages(int channelId) {
        if (channelId >= byChannel.length) {
            byChannel = Arrays.copyOf(byChannel, Math.max(channelId + 1, 2 * byChannel.length));
        }
        ChannelMessages messages = byChannel[channelId];
        if (messages == null) {
            messages = new ChannelMessages(channelId);
            byChannel[channelId] = messages;
        }
        if (messages.isEmpty()) {
            present.add(messages);
        }
        return messages;
    }

    public RecordBuffer records() {
        return records;
    }

    public boolean isEmpty() {
        return records.size() == 0;
    }

    /** The earliest log time, 0 without messages. */
    public long start() {
        return start;
    }

    /** The latest log time, 0 without messages. */
    public long end() {
        return end;
    }

    /** Of each channel with messages here, in the order of their first ones. */
    public List<ChannelMessages> indexes() {
        return present;
    }

    public void clear() {
        records.clear();
        present.forEach(ChannelMessages::clear);
        present.clear();
        start = 0;
        end = 0;
        empty = true;
    }
}

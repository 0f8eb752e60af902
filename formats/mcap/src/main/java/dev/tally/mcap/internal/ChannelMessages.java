package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Log time and place of one channel's messages in one chunk: what becomes a MessageIndex record. */
public final class ChannelMessages {
    private final int channelId;
    private long[] timesAndOffsets = new long[64];
    private int used;

    ChannelMessages(int channelId) {
        this.channelId = channelId;
    }

    void add(long logTime, long offset) {
        if (used == timesAndOffsets.length) {
            timesAndOffsets = Arrays.copyOf(timesAndOffsets, 2 * used);
        }
        timesAndOffsets[used] = logTime;
        timesAndOffsets[used + 1] = offset;
        used += 2;
    }

    public int channelId() {
        return channelId;
    }

    public boolean isEmpty() {
        return used == 0;
    }

    void clear() {
        used = 0;
    }

    void forEachTime(LongConsumer consumer) {
        for (int i = 0; i < used; i += 2) {
            consumer.accept(timesAndOffsets[i]);
        }
    }

    /** Returns whether an index has the same entries, in any order. */
    boolean fits(McapRecord.@Nullable MessageIndex index) {
        if (index == null) {
            return false;
        }
        Set<McapRecord.MessageIndex.Entry> mine = new HashSet<>();
        for (int i = 0; i < used; i += 2) {
            mine.add(new McapRecord.MessageIndex.Entry(timesAndOffsets[i], timesAndOffsets[i + 1]));
        }
        return mine.equals(new HashSet<>(index.entries()));
    }

    /** Puts the MessageIndex record. */
    public void encode(RecordBuffer out) {
        int begun = out.begin(Opcodes.MESSAGE_INDEX);
        out.u16(channelId);
        out.u32((long) used * Long.BYTES);
        for (int i = 0; i < used; i++) {
            out.u64(timesAndOffsets[i]);
        }
        out.end(begun);
    }
}

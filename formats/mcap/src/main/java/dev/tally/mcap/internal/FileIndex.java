package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what the summary of a file will say while the file grows.
 *
 * <p><b>Cost.</b> Some two hundred bytes for each chunk, attachment and metadata record; nothing for a message.
 */
public final class FileIndex {
    private final Map<Integer, McapRecord.Schema> schemas = new LinkedHashMap<>();
    private final Map<Integer, McapRecord.Channel> channels = new LinkedHashMap<>();
    private final List<McapRecord.ChunkIndex> chunks = new ArrayList<>();
    private final List<McapRecord.AttachmentIndex> attachments = new ArrayList<>();
    private final List<McapRecord.MetadataIndex> metadata = new ArrayList<>();
    private final List<Integer> channelsWithMessages = new ArrayList<>();
    private long[] messagesByChannel = new long[16];
    private long messages;
    private long start;
    private long end;

    public void add(McapRecord.Schema schema) {
        schemas.put(schema.id(), schema);
    }

    public void add(McapRecord.Channel channel) {
        channels.put(channel.id(), channel);
    }

    public void add(McapRecord.ChunkIndex chunk) {
        chunks.add(chunk);
    }

    /**
     * Adds an attachment.
     *
     * @param offset where its record begins in the file
     * @param length of its record, in bytes
     */
    public void add(McapRecord.Attachment attachment, long offset, long length) {
        attachments.add(new McapRecord.AttachmentIndex(
                offset,
                length,
                attachment.logTimeNanos(),
                attachment.createTimeNanos(),
                attachment.data().remaining(),
                attachment.name(),
                attachment.mediaType()));
    }

    public void add(McapRecord.MetadataIndex index) {
        metadata.add(index);
    }

    public void message(int channelId, long logTime) {
        if (channelId >= messagesByChannel.length) {
            messagesByChannel = Arrays.copyOf(messagesByChannel, Math.max(channelId + 1, 2 * channelId));
        }
        if (messagesByChannel[channelId]++ == 0) {
            channelsWithMessages.add(channelId);
        }
        if (messages == 0 || Long.compareUnsigned(logTime, start) < 0) {
            start = logTime;
        }
        if (messages == 0 || Long.compareUnsigned(logTime, end) > 0) {
            end = logTime;
        }
        messages++;
    }

    public McapRecord.@Nullable Schema schema(int id) {
        return schemas.get(id);
    }

    public McapRecord.@Nullable Channel channel(int id) {
        return channels.get(id);
    }

    public Collection<McapRecord.Schema> schemas() {
        return schemas.values();
    }

    public Collection<McapRecord.Channel> channels() {
        return channels.values();
    }

    public List<McapRecord.ChunkIndex> chunks() {
        return chunks;
    }

    public List<McapRecord.AttachmentIndex> attachments() {
        return attachments;
    }

    public List<McapRecord.MetadataIndex> metadata() {
        return metadata;
    }

    public long messages() {
        return messages;
    }

    public McapRecord.Statistics statistics() {
        Map<Integer, Long> counts = new LinkedHashMap<>();
        channelsWithMessages.forEach(id -> counts.put(id, messagesByChannel[id]));
        return new McapRecord.Statistics(
                messages,
                schemas.size(),
                channels.size(),
                attachments.size(),
                metadata.size(),
                chunks.size(),
                start,
                end,
                counts);
    }
}

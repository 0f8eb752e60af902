package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The new data section of a file that is being repaired, as segments of the old file and new bytes, with the index of
 * what is in them.
 */
final class RepairPlan {
    private final List<Segment> segments = new ArrayList<>();
    private final FileIndex index = new FileIndex();
    private long position;
    private long lostBytes;

    /** Takes over bytes of the old file. */
    void copy(long offset, long length) {
        int last = segments.size() - 1;
        if (last >= 0 && segments.get(last) instanceof Segment.Copied old && old.offset() + old.length() == offset) {
            segments.set(last, new Segment.Copied(old.offset(), old.length() + length));
        } else {
            segments.add(new Segment.Copied(offset, length));
        }
        position += length;
    }

    /** Adds bytes that the old file does not have, and clears the buffer. */
    void write(RecordBuffer made) {
        byte[] bytes = new byte[made.size()];
        System.arraycopy(made.bytes(), 0, bytes, 0, bytes.length);
        made.clear();
        segments.add(new Segment.Written(bytes));
        position += bytes.length;
    }

    /** Counts bytes of the old file that are left out. */
    void lose(long bytes) {
        lostBytes += bytes;
    }

    /** Returns where in the new file the next record will begin. */
    long position() {
        return position;
    }

    long lostBytes() {
        return lostBytes;
    }

    /** Returns the parts of the new data section, from the magic on. */
    List<Segment> segments() {
        return segments;
    }

    /** Returns what the summary will say, with the offsets of the new file. */
    FileIndex index() {
        return index;
    }

    /** Returns whether the chunk index of a summary, if it has one, leads to the chunks of the file. */
    boolean agreesWith(FileSummary summary) {
        Set<Long> claimed = new HashSet<>();
        summary.all(McapRecord.ChunkIndex.class).forEach(chunk -> claimed.add(chunk.chunkOffset()));
        Set<Long> found = new HashSet<>();
        index.chunks().forEach(chunk -> found.add(chunk.chunkOffset()));
        return claimed.isEmpty() || isChanged() || claimed.equals(found);
    }

    /** Returns whether any bytes are not those of the old file. */
    boolean isChanged() {
        return segments.stream().anyMatch(segment -> segment instanceof Segment.Written);
    }

    /**
     * Returns where the old file and the new data section begin to differ, if all that follows there is new. This is the size
     * of the old file if its bytes all stay.
     */
    OptionalLong endOfCommonStart() {
        boolean isCommonStart = segments.get(0) instanceof Segment.Copied first
                && first.offset() == 0
                && segments.stream().skip(1).allMatch(segment -> segment instanceof Segment.Written);
        return isCommonStart ? OptionalLong.of(((Segment.Copied) segments.get(0)).length()) : OptionalLong.empty();
    }
}

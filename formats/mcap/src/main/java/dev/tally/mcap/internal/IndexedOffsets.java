package dev.tally.mcap.internal;

import dev.tally.mcap.McapRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** The offsets of the records that the summary of a damaged file leads to, as far as such records begin there. */
final class IndexedOffsets {
    private final FileChannel file;
    private final TreeSet<Long> offsets = new TreeSet<>();

    private IndexedOffsets(FileChannel file) {
        this.file = file;
    }

    static IndexedOffsets of(FileChannel file, Optional<FileSummary> summary) {
        IndexedOffsets indexed = new IndexedOffsets(file);
        summary.ifPresent(indexed::addAll);
        return indexed;
    }

    private void addAll(FileSummary summary) {
        summary.all(McapRecord.ChunkIndex.class).forEach(i -> add(Opcodes.CHUNK, i.chunkOffset(), i.chunkLength()));
        summary.all(McapRecord.AttachmentIndex.class).forEach(i -> add(Opcodes.ATTACHMENT, i.offset(), i.length()));
        summary.all(McapRecord.MetadataIndex.class).forEach(i -> add(Opcodes.METADATA, i.offset(), i.length()));
    }

    private void add(int opcode, long offset, long length) {
        try {
            ByteBuffer prefix = new RandomAccess(file, Opcodes.PREFIX).bytes(offset, Opcodes.PREFIX, "a record");
            if ((prefix.get() & 0xFF) == opcode && prefix.getLong() == length - Opcodes.PREFIX) {
                offsets.add(offset);
            }
        } catch (IOException isNotThere) {
            // The summary is wrong.
        }
    }

    /** Returns the first of the offsets that is greater than this one. */
    OptionalLong after(long offset) {
        Long next = offsets.higher(offset);
        return next == null ? OptionalLong.empty() : OptionalLong.of(next);
    }
}

package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a journal kept of the open chunk of a file; {@link JournalWriter} describes its records. */
public final class Journal {
    private static final String NAME = "tally.journal";
    private static final String OFFSET = "chunk_offset";
    private static final String COMPRESSION = "compression";
    private static final long NOWHERE = -1;

    private final McapRecord.Metadata mark;
    private final long chunkOffset;
    private final Map<Integer, McapRecord.Schema> schemas = new LinkedHashMap<>();
    private final Map<Integer, McapRecord.Channel> channels = new LinkedHashMap<>();
    private final RecordBuffer messages = new RecordBuffer(1 << 12);
    private long messageCount;
    private long chunkBytes;

    private Journal(McapRecord.Metadata mark) throws McapException {
        this.mark = mark;
        try {
            this.chunkOffset = Long.parseLong(mark.metadata().getOrDefault(OFFSET, ""));
        } catch (NumberFormatException e) {
            throw new McapException("no " + OFFSET + " in the metadata of the journal");
        }
    }

    /**
     * Returns the metadata record of a journal. A repair writes it into the file after the messages of the journal, so that
     * another repair does not add them again.
     *
     * @param chunkOffset where the chunk will begin in the file
     * @param startTime the earliest log time of the chunk
     * @param compression the name of the compression of the file's chunks
     */
    static McapRecord.Metadata mark(long chunkOffset, long startTime, String compression) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(OFFSET, Long.toString(chunkOffset));
        values.put("start_time", Long.toUnsignedString(startTime));
        values.put(COMPRESSION, compression);
        return new McapRecord.Metadata(NAME, values);
    }

    /** Returns the path of a file's journal. */
    public static Path pathFor(Path file) {
        return file.resolveSibling(file.getFileName() + ".journal");
    }

    /**
     * Reads a journal, as far as it is not damaged. One that was cut off before its first message has none.
     *
     * @param limit the most bytes of a record, and of a chunk uncompressed
     * @return empty if there is no plain file at the path, or it is no journal
     */
    static Optional<Journal> read(Path path, long limit) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (RecordSource source = new RecordSource(
                        FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS), limit);
                ChunkRecords inside = new ChunkRecords(Math.min(limit, Limits.CHUNK), true)) {
            Optional<Journal> journal = begin(source);
            if (journal.isPresent()) {
                journal.get().addAll(source, inside);
            }
            return journal;
        }
    }

    private static Optional<Journal> begin(RecordSource source) throws IOException {
        try {
            source.magic();
            boolean isCutOff = !source.next() || !source.next();
            if (isCutOff) {
                return Optional.of(new Journal(mark(NOWHERE, 0, "")));
            }
            return decoded(source) instanceof McapRecord.Metadata mark
                            && mark.name().equals(NAME)
                    ? Optional.of(new Journal(mark))
                    : Optional.empty();
        } catch (McapException e) {
            return source.isCutOff() ? Optional.of(new Journal(mark(NOWHERE, 0, ""))) : Optional.empty();
        }
    }

    private void addAll(RecordSource source, ChunkRecords inside) throws IOException {
        try {
            for (boolean first = true; source.next(); first = false) {
                long bytes = addUnlessDamaged(source, inside);
                chunkBytes += first ? 0 : bytes;
            }
        } catch (McapException endsHere) {
            // What was saved before is whole.
        }
    }

    /** Adds what a chunk of the journal holds, and returns how many bytes that are. */
    private long addUnlessDamaged(RecordSource source, ChunkRecords inside) {
        try {
            if (decoded(source) instanceof McapRecord.Chunk saved) {
                add(inside, inside.open(saved, source.offset()));
                return saved.uncompressedSize();
            }
        } catch (McapException isDamaged) {
            // Those after it may be whole.
        }
        return 0;
    }

    private static McapRecord decoded(RecordSource source) throws McapException {
        return RecordDecoder.decode(source.opcode(), source.content(), source.offset(), true);
    }

    private void add(ChunkRecords inside, ByteBuffer records) throws McapException {
        int base = records.position();
        for (Optional<McapRecord> next = inside.next(); next.isPresent(); next = inside.next()) {
            if (next.get() instanceof McapRecord.Schema schema) {
                schemas.put(schema.id(), schema);
            } else if (next.get() instanceof McapRecord.Channel channel) {
                channels.put(channel.id(), channel);
            } else if (next.get() instanceof McapRecord.Message) {
                int from = inside.recordOffset();
                messages.put(records.slice(base + from, inside.position() - from));
                messageCount++;
            }
        }
    }

    /** Returns the metadata record that tells this journal from others. */
    McapRecord.Metadata mark() {
        return mark;
    }

    /** Returns where the chunk begins in the file, if the file has it. */
    long chunkOffset() {
        return chunkOffset;
    }

    /** Returns the name of the compression of the file's chunks. */
    String compression() {
        return mark.metadata().getOrDefault(COMPRESSION, "");
    }

    /** Returns the schemas of the file by their ids. */
    Map<Integer, McapRecord.Schema> schemas() {
        return schemas;
    }

    /** Returns the channels of the file by their ids. */
    Map<Integer, McapRecord.Channel> channels() {
        return channels;
    }

    /** Returns the Message records, one after the other. */
    ByteBuffer messages() {
        return ByteBuffer.wrap(messages.bytes(), 0, messages.size());
    }

    long messageCount() {
        return messageCount;
    }

    /** Returns how many bytes of the chunk, uncompressed, are here. */
    long chunkBytes() {
        return chunkBytes;
    }
}

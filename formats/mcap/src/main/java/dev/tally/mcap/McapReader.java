package dev.tally.mcap;

import dev.tally.mcap.internal.ChunkRecords;
import dev.tally.mcap.internal.RecordReader;
import dev.tally.mcap.internal.RecordSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads an MCAP file from its start to its end, record by record.
 *
 * <pre>{@code
 * try (McapReader reader = McapReader.from(Path.of("mouse.mcap")).open()) {
 *     for (Optional<McapRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
 *         if (next.get() instanceof McapRecord.Message message) { … }
 *     }
 * }
 * }</pre>
 *
 * <p>By default the records in chunks come one by one, and chunks and message indexes themselves not at all. Every CRC
 * is checked that the file has. Unknown kinds of records come as {@link McapRecord.Unknown}, unknown fields at the end of a
 * record are skipped.
 *
 * <p><b>Threads.</b> One at a time.
 *
 * <p><b>Cost.</b> Memory: one record, and the chunk that it is in.
 *
 * <p><b>Failure.</b> {@link McapException} says where the file is damaged or cut off; what came before was good. Files may
 * come from anybody: no length in them makes this reserve more memory than there are bytes, or than the limit.
 */
public final class McapReader implements Closeable {
    private final RecordReader source;
    private final Optional<ChunkRecords> chunks;

    private McapReader(RecordReader source, Optional<ChunkRecords> chunks) {
        this.source = source;
        this.chunks = chunks;
    }

    /** A reader of a file. */
    public static Builder from(Path file) {
        return new Builder(() -> FileChannel.open(file));
    }

    /** A reader of a stream, which is closed with it. */
    public static Builder from(InputStream stream) {
        return new Builder(() -> Channels.newChannel(stream));
    }

    /** A reader of a blocking channel, which is closed with it. */
    public static Builder from(ReadableByteChannel channel) {
        return new Builder(() -> channel);
    }

    /**
     * The next record; empty behind the footer and its magic.
     *
     * @throws McapException if the file is damaged or cut off here
     */
    public Optional<McapRecord> next() throws IOException {
        return chunks.isPresent() ? nextExpanded(chunks.get()) : source.next();
    }

    private Optional<McapRecord> nextExpanded(ChunkRecords chunk) throws IOException {
        while (true) {
            Optional<McapRecord> inside = chunk.next();
            if (inside.isPresent()) {
                return inside;
            }
            Optional<McapRecord> record = source.next();
            if (record.isPresent() && record.get() instanceof McapRecord.Chunk found) {
                chunk.open(found, source.offset());
            } else if (record.isEmpty() || !(record.get() instanceof McapRecord.MessageIndex)) {
                return record;
            }
        }
    }

    /** Closes what is read from. */
    @Override
    public void close() throws IOException {
        try (source) {
            chunks.ifPresent(ChunkRecords::close);
        }
    }

    private interface Opening {
        ReadableByteChannel open() throws IOException;
    }

    /** What to read, and how. */
    public static final class Builder {
        /** The most bytes that a record or an uncompressed chunk may have: {@value}. */
        public static final long DEFAULT_RECORD_LIMIT = 1L << 28;

        private final Opening opening;
        private boolean keepChunks;
        private boolean checkCrcs = true;
        private long recordLimit = DEFAULT_RECORD_LIMIT;

        private Builder(Opening opening) {
            this.opening = opening;
        }

        /** Chunks and message indexes come as they are, and what is in chunks does not come. */
        public Builder keepChunks() {
            this.keepChunks = true;
            return this;
        }

        /** Leaves the CRCs unchecked. */
        public Builder withoutCrcs() {
            this.checkCrcs = false;
            return this;
        }

        /** A record, or a chunk uncompressed, that is larger is an error: this bounds the memory. */
        public Builder recordLimit(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("record limit is " + bytes + ", not positive");
            }
            this.recordLimit = bytes;
            return this;
        }

        /**
         * Opens and reads the magic.
         *
         * @throws McapException if this is no MCAP file
         */
        public McapReader open() throws IOException {
            RecordSource records = new RecordSource(opening.open(), recordLimit);
            try {
                records.magic();
            } catch (IOException e) {
                records.close();
                throw e;
            }
            return new McapReader(new RecordReader(records, checkCrcs), chunks());
        }

        private Optional<ChunkRecords> chunks() {
            return keepChunks ? Optional.empty() : Optional.of(new ChunkRecords(recordLimit, checkCrcs));
        }
    }
}

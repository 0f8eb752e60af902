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
 * <p>By default the records in chunks are returned one by one, and chunks and message indexes themselves are not. Every
 * CRC that the file has is checked. A record of an unknown kind is returned as {@link McapRecord.Unknown}; unknown
 * fields at the end of a record are skipped.
 *
 * <p><b>Threads.</b> One at a time.
 *
 * <p><b>Cost.</b> Memory: one record, and the chunk that it is in.
 *
 * <p><b>Failure.</b> {@link McapException} says where the file is damaged or cut off; the records before were good. A
 * file may come from anywhere: no length in it makes the reader reserve more memory than the file has bytes, or than
 * the limit.
 */
public final class McapReader implements Closeable {
    private final RecordReader source;
    private final Optional<ChunkRecords> chunks;

    private McapReader(RecordReader source, Optional<ChunkRecords> chunks) {
        this.source = source;
        this.chunks = chunks;
    }

    /**
     * Returns a builder of a reader of a file.
     *
     * @param file opened with the reader
     * @return a builder with the defaults
     */
    public static Builder from(Path file) {
        return new Builder(() -> FileChannel.open(file));
    }

    /**
     * Returns a builder of a reader of a stream.
     *
     * @param stream closed with the reader
     * @return a builder with the defaults
     */
    public static Builder from(InputStream stream) {
        return new Builder(() -> Channels.newChannel(stream));
    }

    /**
     * Returns a builder of a reader of a channel.
     *
     * @param channel a blocking channel, which is closed with the reader
     * @return a builder with the defaults
     */
    public static Builder from(ReadableByteChannel channel) {
        return new Builder(() -> channel);
    }

    /**
     * Reads the next record.
     *
     * @return the record; empty after the footer and its magic
     * @throws UnsupportedMcapException if the record is a chunk that cannot be decompressed here
     * @throws McapException if the file is damaged or cut off here
     * @throws IOException if the file cannot be read
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
            } else {
                return record;
            }
        }
    }

    /** Closes the file, stream or channel. */
    @Override
    public void close() throws IOException {
        try (source) {
            chunks.ifPresent(ChunkRecords::close);
        }
    }

    private interface Opening {
        ReadableByteChannel open() throws IOException;
    }

    /** Sets up a reader and opens it. */
    public static final class Builder {
        /** The default of {@link #recordLimit}, in bytes: {@value}. */
        public static final long DEFAULT_RECORD_LIMIT = 1L << 28;

        private final Opening opening;
        private boolean keepChunks;
        private boolean checkCrcs = true;
        private long recordLimit = DEFAULT_RECORD_LIMIT;

        private Builder(Opening opening) {
            this.opening = opening;
        }

        /**
         * Makes the reader return chunks and message indexes as they are, and not the records in chunks.
         *
         * @return this builder
         */
        public Builder keepChunks() {
            this.keepChunks = true;
            return this;
        }

        /**
         * Makes the reader ignore all CRCs.
         *
         * @return this builder
         */
        public Builder withoutCrcs() {
            this.checkCrcs = false;
            return this;
        }

        /**
         * Sets the largest size of a record and of an uncompressed chunk, which bounds the memory; what is larger is an
         * error.
         *
         * @param bytes at least 1
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder recordLimit(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("record limit is " + bytes + ", not positive");
            }
            this.recordLimit = bytes;
            return this;
        }

        /**
         * Opens the reader, which reads the magic.
         *
         * @return the reader
         * @throws McapException if this is no MCAP file
         * @throws IOException if the file cannot be opened or read
         */
        public McapReader open() throws IOException {
            RecordSource records = new RecordSource(opening.open(), recordLimit);
            try {
                records.magic();
            } catch (Throwable e) {
                records.close();
                throw e;
            }
            return new McapReader(new RecordReader(records, checkCrcs, keepChunks), chunks());
        }

        private Optional<ChunkRecords> chunks() {
            return keepChunks ? Optional.empty() : Optional.of(new ChunkRecords(recordLimit, checkCrcs));
        }
    }
}

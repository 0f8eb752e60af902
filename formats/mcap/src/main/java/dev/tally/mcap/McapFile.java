package dev.tally.mcap;

import dev.tally.mcap.internal.ChunkRecords;
import dev.tally.mcap.internal.FileSummary;
import dev.tally.mcap.internal.RandomAccess;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A finished MCAP file, in which messages, attachments and metadata are found by its summary, without reading all of
 * it.
 *
 * <p><b>Threads.</b> One at a time.
 *
 * <p><b>Cost.</b> Opening reads the summary. {@link #messages} reads only the chunks that overlap the times asked for;
 * its result keeps each of these that has such a message in memory, uncompressed. {@link McapReader} keeps one chunk.
 * A record of more than {@link McapReader.Builder#DEFAULT_RECORD_LIMIT} bytes is an error unless a larger limit is
 * given.
 *
 * <p><b>Failure.</b> {@link McapException} if the file is damaged or has no footer; {@link McapRepair} makes one.
 */
public final class McapFile implements Closeable {
    private final RandomAccess file;
    private final FileSummary summary;
    private final long recordLimit;

    private McapFile(RandomAccess file, FileSummary summary, long recordLimit) {
        this.file = file;
        this.summary = summary;
        this.recordLimit = recordLimit;
    }

    /**
     * Opens a file, reads its summary and checks the CRC of that.
     *
     * @param path of the file
     * @return the open file
     * @throws McapException if the file is damaged or has no footer
     */
    public static McapFile open(Path path) throws IOException {
        return open(path, McapReader.Builder.DEFAULT_RECORD_LIMIT);
    }

    /**
     * Opens a file with another limit than {@link McapReader.Builder#DEFAULT_RECORD_LIMIT}.
     *
     * @param path of the file
     * @param recordLimit the most bytes that a record, the summary, or a chunk uncompressed may have: this bounds the
     *     memory
     * @return the open file
     * @throws McapException if the file is damaged or has no footer
     */
    public static McapFile open(Path path, long recordLimit) throws IOException {
        if (recordLimit < 1) {
            throw new IllegalArgumentException("record limit is " + recordLimit + ", not positive");
        }
        RandomAccess file = new RandomAccess(FileChannel.open(path), recordLimit);
        try {
            return new McapFile(file, FileSummary.read(file), recordLimit);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /** {@return the schemas that the summary repeats} */
    public List<McapRecord.Schema> schemas() {
        return summary.all(McapRecord.Schema.class);
    }

    /** {@return the channels that the summary repeats} */
    public List<McapRecord.Channel> channels() {
        return summary.all(McapRecord.Channel.class);
    }

    /** {@return the counts of records in the file, if the summary has them} */
    public Optional<McapRecord.Statistics> statistics() {
        return summary.all(McapRecord.Statistics.class).stream().findFirst();
    }

    /** {@return the offsets and times of the chunks, in the order of the file} */
    public List<McapRecord.ChunkIndex> chunks() {
        return summary.all(McapRecord.ChunkIndex.class);
    }

    /** {@return the offsets of the attachments} */
    public List<McapRecord.AttachmentIndex> attachments() {
        return summary.all(McapRecord.AttachmentIndex.class);
    }

    /** {@return the offsets of the metadata records} */
    public List<McapRecord.MetadataIndex> metadata() {
        return summary.all(McapRecord.MetadataIndex.class);
    }

    /**
     * Reads an attachment and checks its CRC.
     *
     * @param index where it is: one of {@link #attachments()}
     * @return the attachment
     * @throws McapException if it is damaged
     */
    public McapRecord.Attachment read(McapRecord.AttachmentIndex index) throws IOException {
        return file.record(index.offset(), index.length(), McapRecord.Attachment.class);
    }

    /**
     * Reads a metadata record.
     *
     * @param index where it is: one of {@link #metadata()}
     * @return the record
     * @throws McapException if it is damaged
     */
    public McapRecord.Metadata read(McapRecord.MetadataIndex index) throws IOException {
        return file.record(index.offset(), index.length(), McapRecord.Metadata.class);
    }

    /**
     * Reads the messages that were logged between two times, both included.
     *
     * @param fromNanos in nanoseconds since the Unix epoch, unsigned
     * @param toNanos in nanoseconds since the Unix epoch, unsigned; -1 is the end of time
     * @return the messages, in the order of the file; their data are parts of the uncompressed chunks, so that one
     *     message keeps its whole chunk in memory
     * @throws UnsupportedMcapException if a chunk cannot be decompressed here
     * @throws McapException if the file has no chunk index that leads to its messages, or chunks in it overlap;
     *     {@link McapReader} finds the messages
     */
    public List<McapRecord.Message> messages(long fromNanos, long toNanos) throws IOException {
        if (chunks().isEmpty() && statistics().map(s -> s.messageCount() > 0).orElse(true)) {
            throw new McapException("the file has no chunk index that leads to its messages; read it with McapReader");
        }
        List<McapRecord.Message> messages = new ArrayList<>();
        try (ChunkRecords records = new ChunkRecords(recordLimit, true)) {
            for (McapRecord.ChunkIndex chunk : chunksInOrder()) {
                if (isWithin(chunk.endTimeNanos(), fromNanos, -1) && isWithin(chunk.startTimeNanos(), 0, toNanos)) {
                    records.open(
                            file.record(chunk.chunkOffset(), chunk.chunkLength(), McapRecord.Chunk.class),
                            chunk.chunkOffset());
                    collect(records, fromNanos, toNanos, messages);
                }
            }
        }
        return messages;
    }

    /** Returns the chunks by offset: each once, so that a false index cannot make more messages than the file has. */
    private List<McapRecord.ChunkIndex> chunksInOrder() throws McapException {
        List<McapRecord.ChunkIndex> sorted = new ArrayList<>(chunks());
        sorted.sort((a, b) -> Long.compareUnsigned(a.chunkOffset(), b.chunkOffset()));
        for (int i = 1; i < sorted.size(); i++) {
            McapRecord.ChunkIndex before = sorted.get(i - 1);
            long distance = sorted.get(i).chunkOffset() - before.chunkOffset();
            if (distance == 0 || Long.compareUnsigned(distance, before.chunkLength()) < 0) {
                throw new McapException("the index names the chunk at offset "
                        + Long.toUnsignedString(before.chunkOffset()) + " twice, or another one inside of it");
            }
        }
        return sorted;
    }

    private static void collect(ChunkRecords records, long from, long to, List<McapRecord.Message> messages)
            throws IOException {
        for (Optional<McapRecord> next = records.next(); next.isPresent(); next = records.next()) {
            if (next.get() instanceof McapRecord.Message message && isWithin(message.logTimeNanos(), from, to)) {
                messages.add(message);
            }
        }
    }

    private static boolean isWithin(long time, long from, long to) {
        return Long.compareUnsigned(time, from) >= 0 && Long.compareUnsigned(time, to) <= 0;
    }

    /** Closes the file. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}

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
 * A finished MCAP file in which things are looked up by its summary, without reading all of it.
 *
 * <p><b>Threads.</b> One at a time.
 *
 * <p><b>Cost.</b> Opening reads the summary. {@link #messages} reads only the chunks that overlap the times asked for. A
 * record of more than {@link McapReader.Builder#DEFAULT_RECORD_LIMIT} bytes is an error unless another limit is given.
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

    /** Opens a file and reads its summary, whose CRC is checked. */
    public static McapFile open(Path path) throws IOException {
        return open(path, McapReader.Builder.DEFAULT_RECORD_LIMIT);
    }

    /**
     * The same with another limit than {@link McapReader.Builder#DEFAULT_RECORD_LIMIT}.
     *
     * @param recordLimit the most bytes that a record, the summary, or a chunk uncompressed may have: this bounds the memory
     */
    public static McapFile open(Path path, long recordLimit) throws IOException {
        if (recordLimit < 1) {
            throw new IllegalArgumentException("record limit is " + recordLimit + ", not positive");
        }
        RandomAccess file = new RandomAccess(FileChannel.open(path), recordLimit);
        try {
            return new McapFile(file, FileSummary.read(file), recordLimit);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** The schemas that the summary repeats. */
    public List<McapRecord.Schema> schemas() {
        return summary.all(McapRecord.Schema.class);
    }

    /** The channels that the summary repeats. */
    public List<McapRecord.Channel> channels() {
        return summary.all(McapRecord.Channel.class);
    }

    /** How much of each there is, if the summary says so. */
    public Optional<McapRecord.Statistics> statistics() {
        return summary.all(McapRecord.Statistics.class).stream().findFirst();
    }

    /** Where the chunks stand, in the order of the file. */
    public List<McapRecord.ChunkIndex> chunks() {
        return summary.all(McapRecord.ChunkIndex.class);
    }

    /** Where the attachments stand. */
    public List<McapRecord.AttachmentIndex> attachments() {
        return summary.all(McapRecord.AttachmentIndex.class);
    }

    /** Where the metadata records stand. */
    public List<McapRecord.MetadataIndex> metadata() {
        return summary.all(McapRecord.MetadataIndex.class);
    }

    /** An attachment, its CRC checked. */
    public McapRecord.Attachment read(McapRecord.AttachmentIndex index) throws IOException {
        return file.record(index.offset(), index.length(), McapRecord.Attachment.class);
    }

    /** A metadata record. */
    public McapRecord.Metadata read(McapRecord.MetadataIndex index) throws IOException {
        return file.record(index.offset(), index.length(), McapRecord.Metadata.class);
    }

    /**
     * The messages logged between two times, both included, in the order of the file.
     *
     * @param fromNanos unsigned
     * @param toNanos unsigned; -1 is the end of time
     * @throws McapException if the file has no chunk index that leads to its messages; {@link McapReader} finds them
     */
    public List<McapRecord.Message> messages(long fromNanos, long toNanos) throws IOException {
        if (chunks().isEmpty() && statistics().map(s -> s.messageCount() > 0).orElse(true)) {
            throw new McapException("the file has no chunk index that leads to its messages; read it with McapReader");
        }
        List<McapRecord.Message> messages = new ArrayList<>();
        try (ChunkRecords records = new ChunkRecords(recordLimit, true)) {
            for (McapRecord.ChunkIndex chunk : chunks()) {
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

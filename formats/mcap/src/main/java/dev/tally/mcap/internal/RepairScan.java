package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import dev.tally.mcap.UnsupportedMcapException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a file from its start, finds out whether it is whole, and plans the data section of its repaired form.
 *
 * <p>After a record with a wrong length, reading goes on at the next offset that the old summary names, else at the next
 * chunk that is whole.
 */
final class RepairScan implements AutoCloseable {
    private static final int SMALLEST_LIMIT = 1 << 20;

    private final FileChannel file;
    private final long fileSize;
    private final long limit;
    private final Optional<FileSummary> summary;
    private final IndexedOffsets indexed;
    private final GapSearch search;
    private final RecordSource source;
    private final RepairPlan plan = new RepairPlan();
    private final RepairRecords records;
    private boolean gaps;
    private long lostAtCutEnd;
    private boolean ended;
    private boolean whole;

    private RepairScan(FileChannel file, RepairJournal journal, long limit) throws IOException {
        this.file = file;
        this.fileSize = file.size();
        this.summary = summaryOf(file, limit);
        this.indexed = IndexedOffsets.of(file, summary);
        this.limit = limit;
        this.search = new GapSearch(file, Math.min(limit, Limits.CHUNK));
        file.position(0);
        this.source = new RecordSource(file, Math.min(limit, Math.max(SMALLEST_LIMIT, fileSize)));
        this.records = new RepairRecords(
                source, Math.min(limit, Limits.CHUNK), plan, new RepairDefinitions(summary, journal), journal);
    }

    /**
     * Reads a file from its start to its end; its position is moved.
     *
     * @param journal what the file does not have of it becomes the end of the data section, unless the file is whole
     * @param limit the most bytes of a record, and of a chunk uncompressed
     * @throws UnsupportedMcapException if a record is too large to be read
     * @throws McapException if this is not the start of an MCAP file
     */
    static RepairScan of(FileChannel file, RepairJournal journal, long limit) throws IOException {
        RepairScan scan = new RepairScan(file, journal, limit);
        try (scan) {
            if (scan.begin()) {
                scan.dataSection();
            }
            if (scan.whole) {
                journal.fileIsWhole();
            }
            scan.records.takeJournal();
        }
        return scan;
    }

    private static Optional<FileSummary> summaryOf(FileChannel file, long limit) throws IOException {
        try {
            return Optional.of(FileSummary.read(new RandomAccess(file, limit)));
        } catch (McapException e) {
            return Optional.empty();
        }
    }

    /** Takes magic and header, or makes them where the file ends inside of them; returns whether more can follow. */
    private boolean begin() throws IOException {
        try {
            source.magic();
            if (source.next()) {
                requireHeader();
                if (isOverIndexedOffset()) {
                    return beginAnew();
                }
                plan.copy(0, source.position());
                return true;
            }
        } catch (McapException e) {
            if (!source.isCutOff()) {
                throw e;
            }
            requireHeaderOpcode();
        }
        return beginAnew();
    }

    private void requireHeader() throws McapException {
        requireHeaderOpcode();
        RecordDecoder.decode(source.opcode(), source.content(), source.offset(), true);
    }

    private void requireHeaderOpcode() throws McapException {
        if (source.opcode() != 0 && source.opcode() != Opcodes.HEADER) { // 0: the file ends before any record
            throw new McapException(
                    "the first record is a " + Opcodes.name(source.opcode()) + ", where the Header should be");
        }
    }

    /** Writes magic and header anew; returns whether it is known where the next record is. */
    private boolean beginAnew() throws IOException {
        gaps = true;
        Optional<RecordBuffer> found = headerWithWrongLength().map(RecordEncoder::start);
        OptionalLong next = indexed.after(source.offset());
        if (found.isPresent() && found.get().size() <= next.orElse(fileSize)) {
            source.seek(file, found.get().size());
            plan.write(found.get());
            return true;
        }
        plan.write(RecordEncoder.start(new McapRecord.Header("", "tally")));
        next = next.isPresent() ? next : search.chunkAfter(source.offset());
        if (next.isPresent()) {
            plan.lose(next.getAsLong() - source.offset());
            source.seek(file, next.getAsLong());
        }
        return next.isPresent();
    }

    /** Returns the header if only its length is wrong: both of its fields are there. */
    private Optional<McapRecord.Header> headerWithWrongLength() {
        try {
            McapRecord record = RecordDecoder.decode(source.opcode(), source.content(), source.offset(), true);
            return record instanceof McapRecord.Header header ? Optional.of(header) : Optional.empty();
        } catch (McapException isCutOff) {
            return Optional.empty();
        }
    }

    private void dataSection() throws IOException {
        while (isNextRecord() && !isEndOfData()) {
            records.take();
        }
        long crc = source.crcBefore();
        boolean hasEnd = !gaps && summary.isPresent() && source.opcode() == Opcodes.DATA_END;
        boolean isUnchanged = hasEnd && (claimedDataCrc() == 0 || claimedDataCrc() == crc);
        boolean isVerified = isUnchanged && claimedDataCrc() != 0;
        boolean endsWell = isUnchanged && source.isWholeFromHere(fileSize);
        records.endChunk(!endsWell);
        whole = endsWell && plan.lostBytes() == 0 && (isVerified || !records.isIndexMisfit()) && isIndexTrue();
    }

    /** Returns whether the data section ends at this record. A DataEnd or Footer before more data is damage. */
    private boolean isEndOfData() throws IOException {
        if (source.opcode() != Opcodes.DATA_END && source.opcode() != Opcodes.FOOTER) {
            return false;
        }
        boolean isProven =
                source.opcode() == Opcodes.DATA_END && claimedDataCrc() != 0 && claimedDataCrc() == source.crcBefore();
        return isProven || !isDataAfter();
    }

    private boolean isDataAfter() throws IOException {
        return indexed.after(source.offset()).isPresent()
                || isDataAt(source.position())
                || summary.isEmpty() && search.chunkAfter(source.offset()).isPresent();
    }

    private boolean isDataAt(long offset) throws IOException {
        ByteBuffer opcode = ByteBuffer.allocate(1);
        return file.read(opcode, offset) == 1 && Opcodes.isOnlyInData(opcode.get(0));
    }

    private long claimedDataCrc() {
        return source.content().remaining() < Integer.BYTES
                ? 0
                : source.content().getInt() & 0xFFFF_FFFFL;
    }

    private boolean isIndexTrue() {
        boolean isKnown =
                records.unreadChunks() == 0 && summary.isPresent(); // the plan has no index of what cannot be read
        return !isKnown || plan.agreesWith(summary.get());
    }

    /** Goes to the next record that can be read; returns false at the end. */
    private boolean isNextRecord() throws IOException {
        while (!isAtRecordOrEnd()) {
            if (!isAfterGap()) {
                return false;
            }
        }
        return !ended;
    }

    private boolean isAtRecordOrEnd() throws IOException {
        try {
            ended = !source.next();
            return ended || !isOverIndexedOffset();
        } catch (McapException e) {
            requireReadable();
            return false;
        }
    }

    /** Returns whether the record reaches over the start of another one, so that its length must be wrong. */
    private boolean isOverIndexedOffset() {
        OptionalLong next = indexed.after(source.offset());
        return next.isPresent() && next.getAsLong() < source.position();
    }

    private void requireReadable() throws UnsupportedMcapException {
        long left = fileSize - source.offset() - Opcodes.PREFIX;
        if (source.length() > limit && source.length() <= left) {
            throw new UnsupportedMcapException(Opcodes.name(source.opcode()) + " record at offset " + source.offset()
                    + " has " + source.length() + " bytes; the most that can be read is " + limit);
        }
    }

    /** Goes to the next record that is known to be one; returns false at the end. */
    private boolean isAfterGap() throws IOException {
        gaps = true;
        long lostBefore = plan.lostBytes();
        OptionalLong next = indexed.after(source.offset());
        boolean isIndexed = next.isPresent();
        boolean isCutEnd = !isIndexed && isCutOff();
        if (!isIndexed && !isCutEnd) {
            next = search.chunkAfter(source.offset());
            boolean isCut = source.isCutOff() && source.opcode() != Opcodes.CHUNK;
            isCutEnd = next.isEmpty() && (isCut || search.isZeroFrom(source.offset()));
        }
        leave(next, isIndexed);
        if (isCutEnd) {
            lostAtCutEnd = plan.lostBytes() - lostBefore;
        }
        if (next.isPresent()) {
            source.seek(file, next.getAsLong());
        }
        return next.isPresent();
    }

    /** Returns whether the file ends inside of a record whose own fields agree with its length. */
    private boolean isCutOff() {
        return source.isCutOff() && RecordDecoder.isCutOff(source.opcode(), source.content(), source.length());
    }

    /** Takes what can be used of the record, and leaves out the rest up to the next one or the end of the file. */
    private void leave(OptionalLong next, boolean isIndexed) {
        long present = next.orElse(fileSize) - source.offset();
        boolean isMadeAnew = source.opcode() == Opcodes.DATA_END || source.opcode() == Opcodes.MESSAGE_INDEX;
        if (source.opcode() == Opcodes.CHUNK) {
            records.takeCutChunk(present, next.isEmpty());
        } else if (source.opcode() == Opcodes.MESSAGE
                && source.length() == source.content().remaining()) {
            records.take(); // too long, but readers find it
        } else if (!isMadeAnew || next.isPresent() && !isIndexed) {
            plan.lose(present);
        }
    }

    /** Returns whether the file can be left as it is. */
    boolean isWhole() {
        return whole;
    }

    /** Returns the new data section. */
    RepairPlan plan() {
        return plan;
    }

    /** Returns whether bytes are lost elsewhere than at the end, where the file was cut off. */
    boolean isDamaged() {
        return plan.lostBytes() > lostAtCutEnd;
    }

    /** Returns how many chunks cannot be decompressed here. */
    int unreadChunks() {
        return records.unreadChunks();
    }

    /** Returns how many messages a whole file has: as it says itself if some of its chunks cannot be read. */
    long messages() {
        long counted = plan.index().messages();
        return records.unreadChunks() == 0 || summary.isEmpty()
                ? counted
                : summary.get().messageCount().orElse(counted);
    }

    /**
     * Requires that every chunk could be read.
     *
     * @throws UnsupportedMcapException saying what is missing
     */
    void requireRead() throws UnsupportedMcapException {
        if (records.unread().isPresent()) {
            UnsupportedMcapException cause = records.unread().get();
            throw new UnsupportedMcapException(
                    "the file was left as it is, for it cannot be read: " + cause.getMessage(), cause);
        }
    }

    @Override
    public void close() {
        records.close();
        search.close();
    }
}

package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the records of a file, requires the order that the format prescribes, and checks the CRCs. */
public final class RecordReader implements Closeable {
    private final RecordSource source;
    private final boolean checkCrcs;
    private final boolean withIndexes;
    private boolean begun;
    private boolean ended;
    private @Nullable SummaryStart summary; // null before DataEnd

    /**
     * Creates a reader.
     *
     * @param source whose magic has been read
     * @param withIndexes whether message indexes are returned
     */
    public RecordReader(RecordSource source, boolean checkCrcs, boolean withIndexes) {
        this.source = source;
        this.checkCrcs = checkCrcs;
        this.withIndexes = withIndexes;
    }

    /** Returns the next record; empty after the footer. */
    public Optional<McapRecord> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        do {
            if (!source.next()) {
                throw new McapException("the file ends without a footer at offset " + source.position()
                        + ": it was cut off, or is still being written");
            }
        } while (isSkipped());
        McapRecord record = RecordDecoder.decode(source.opcode(), source.content(), source.offset(), checkCrcs);
        requireHeaderFirst(record);
        if (summary != null) {
            requireDataBeforeItsEnd();
            summary.add(source);
        }
        if (record instanceof McapRecord.DataEnd end) {
            endOfData(end);
        } else if (record instanceof McapRecord.Footer footer) {
            endOfFile(footer);
        }
        return Optional.of(record);
    }

    /** Returns whether this is a valid message index that nobody wants. */
    private boolean isSkipped() {
        return !withIndexes
                && begun
                && summary == null
                && source.opcode() == Opcodes.MESSAGE_INDEX
                && RecordDecoder.isMessageIndex(source.content());
    }

    private void requireHeaderFirst(McapRecord record) throws McapException {
        if (begun == record instanceof McapRecord.Header) {
            throw new McapException("a " + Opcodes.name(source.opcode()) + " record at offset " + source.offset()
                    + "; a file has one Header, as its first record");
        }
        begun = true;
    }

    private void requireDataBeforeItsEnd() throws McapException {
        if (Opcodes.isOnlyInData(source.opcode()) || source.opcode() == Opcodes.DATA_END) {
            throw new McapException("a " + Opcodes.name(source.opcode()) + " record at offset " + source.offset()
                    + ", after the DataEnd that ends all data");
        }
    }

    private void endOfData(McapRecord.DataEnd end) throws McapException {
        long found = source.crcBefore();
        if (checkCrcs && end.dataSectionCrc() != 0 && end.dataSectionCrc() != found) {
            throw McapExceptions.crc("the data section, before offset " + source.offset(), end.dataSectionCrc(), found);
        }
        summary = new SummaryStart();
    }

    private void endOfFile(McapRecord.Footer footer) throws IOException {
        if (summary == null) {
            throw new McapException("a Footer record at offset " + source.offset()
                    + " without the DataEnd that must be before it: the file is damaged");
        }
        summary.check(footer, source, checkCrcs);
        source.magic();
        ended = true;
    }

    /** Returns where in the file the last record begins. */
    public long offset() {
        return source.offset();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}

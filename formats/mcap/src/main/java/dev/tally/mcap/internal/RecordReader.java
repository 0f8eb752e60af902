package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Reads the records of a file, requires the order that the format prescribes, and checks the CRCs. */
public final class RecordReader implements Closeable {
    private final RecordSource source;
    private final boolean checkCrcs;
    private final boolean withIndexes;
    private boolean begun;
    private boolean ended;
    private long dataEnd = -1;

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
        requireDataBeforeItsEnd();
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
                && dataEnd < 0
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
        if (dataEnd >= 0 && Opcodes.isOnlyInData(source.opcode())) {
            throw new McapException("a " + Opcodes.name(source.opcode()) + " record at offset " + source.offset()
                    + ", after the DataEnd that ends all data");
        }
    }

    private void endOfData(McapRecord.DataEnd end) throws McapException {
        check("the data section, before offset " + source.offset(), end.dataSectionCrc(), source.crcBefore());
        source.restartCrc();
        dataEnd = source.position();
    }

    private void endOfFile(McapRecord.Footer footer) throws IOException {
        long summary = footer.summaryStart() == 0 ? source.offset() : footer.summaryStart();
        if (summary == dataEnd) { // else there are unknown records between, and the CRC here begins too early
            check(
                    "the summary at offset " + summary,
                    footer.summaryCrc(),
                    source.crcWith(Opcodes.FOOTER_CONTENT - Integer.BYTES));
        }
        source.magic();
        ended = true;
    }

    private void check(String what, long claimed, long found) throws McapException {
        if (checkCrcs && claimed != 0 && claimed != found) {
            throw McapExceptions.crc(what, claimed, found);
        }
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

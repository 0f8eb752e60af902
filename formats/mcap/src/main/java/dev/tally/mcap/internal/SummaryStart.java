package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;

/**
 * Where the summary section of a file begins, found while its records are read one after the other: the footer, which
 * says it, comes last.
 *
 * <p>The summary begins with the first record after DataEnd. Records of unknown kinds there may belong to either
 * section: the summary may also begin with the first record of a known kind, or at any unknown one before that. Only in
 * this last case the CRC is not checked, since it would take the place of every unknown record to do so.
 */
final class SummaryStart {
    private static final int UP_TO_CRC = Opcodes.PREFIX + Opcodes.FOOTER_CONTENT - Integer.BYTES;

    private long first = -1;
    private long crcBeforeFirst;
    private long firstKnown = -1;
    private long crcBeforeFirstKnown;

    /** Takes note of a record after DataEnd: the one that the source has just read. */
    void add(RecordSource source) {
        if (first < 0) {
            first = source.offset();
            crcBeforeFirst = source.crcBefore();
        }
        if (firstKnown < 0 && Opcodes.isKnown(source.opcode())) {
            firstKnown = source.offset();
            crcBeforeFirstKnown = source.crcBefore();
        }
    }

    /**
     * Checks what a footer says: the record that was added last.
     *
     * @throws McapException if the summary does not begin where the footer says, or has another CRC
     */
    void check(McapRecord.Footer footer, RecordSource source, boolean checkCrc) throws McapException {
        long start = footer.summaryStart() == 0 ? source.offset() : footer.summaryStart();
        if (start == source.offset()) {
            check(footer, start, source.crcBefore(), source, checkCrc);
        } else if (start == firstKnown) {
            check(footer, start, crcBeforeFirstKnown, source, checkCrc);
        } else if (start == first) {
            check(footer, start, crcBeforeFirst, source, checkCrc);
        } else if (start < first || start > firstKnown) {
            throw new McapException(
                    "the footer at offset " + source.offset() + " says that the summary begins at offset "
                            + Long.toUnsignedString(start) + "; it begins at offset " + firstKnown);
        }
    }

    private static void check(
            McapRecord.Footer footer, long start, long crcBefore, RecordSource source, boolean checkCrc)
            throws McapException {
        long length = source.offset() + UP_TO_CRC - start;
        long found = CrcMath.last(crcBefore, source.crcWith(UP_TO_CRC - Opcodes.PREFIX), length);
        if (checkCrc && footer.summaryCrc() != 0 && footer.summaryCrc() != found) {
            throw McapExceptions.crc("the summary at offset " + start, footer.summaryCrc(), found);
        }
    }
}

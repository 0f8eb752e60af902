package dev.tally.mcap.internal;

import dev.tally.mcap.McapException;
import dev.tally.mcap.McapRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.CRC32;

/** The records of the summary section. */
public final class FileSummary {
    private static final int MAGIC = Opcodes.magic().length;
    private static final int FOOTER = Opcodes.PREFIX + Opcodes.FOOTER_CONTENT;

    private final List<McapRecord> records = new ArrayList<>();

    private FileSummary() {}

    /** Reads the summary that the footer leads to, and checks its CRC. */
    public static FileSummary read(RandomAccess file) throws IOException {
        long footerAt = file.size() - MAGIC - FOOTER;
        if (footerAt < MAGIC || !isMagic(file.bytes(0, MAGIC, "the magic"))) {
            throw new McapException("this is no MCAP file: it does not begin with the magic, or is too short");
        }
        if (!isMagic(file.bytes(footerAt + FOOTER, MAGIC, "the magic"))) {
            throw new McapException("the file does not end with a footer: it was cut off, or is still being written");
        }
        McapRecord.Footer footer = file.record(footerAt, FOOTER, McapRecord.Footer.class);
        long start = footer.summaryStart() == 0 ? footerAt : footer.summaryStart();
        if (Long.compareUnsigned(start, footerAt) > 0) {
            throw new McapException("the footer at offset " + footerAt + " says that the summary begins at offset "
                    + Long.toUnsignedString(start) + ", which is not before it");
        }
        ByteBuffer bytes = file.bytes(start, footerAt + FOOTER - start, "the summary");
        check(bytes, footer, start);
        FileSummary summary = new FileSummary();
        summary.records(bytes.limit((int) (footerAt - start)).slice().order(ByteOrder.LITTLE_ENDIAN), start);
        return summary;
    }

    private static boolean isMagic(ByteBuffer bytes) {
        return Arrays.equals(bytes.array(), Opcodes.magic());
    }

    private static void check(ByteBuffer bytes, McapRecord.Footer footer, long start) throws McapException {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate().limit(bytes.limit() - Integer.BYTES));
        if (footer.summaryCrc() != 0 && footer.summaryCrc() != crc.getValue()) {
            throw McapExceptions.crc("the summary at offset " + start, footer.summaryCrc(), crc.getValue());
        }
    }

    private void records(ByteBuffer bytes, long start) throws McapException {
        while (bytes.hasRemaining()) {
            long offset = start + bytes.position();
            if (bytes.remaining() < Opcodes.PREFIX) {
                throw McapExceptions.endsInside("the summary", offset);
            }
            int opcode = bytes.get() & 0xFF;
            long length = bytes.getLong();
            if (length < 0 || length > bytes.remaining()) {
                throw new McapException(Opcodes.name(opcode) + " record at offset " + offset + " claims "
                        + Long.toUnsignedString(length) + " bytes where " + bytes.remaining() + " remain");
            }
            records.add(RecordDecoder.decode(opcode, bytes.slice(bytes.position(), (int) length), offset, true));
            bytes.position(bytes.position() + (int) length);
        }
    }

    /** Returns the records of one kind, in the order of the file. */
    public <R extends McapRecord> List<R> all(Class<R> kind) {
        return records.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Returns how many messages the file says that it has. */
    OptionalLong messageCount() {
        return all(McapRecord.Statistics.class).stream()
                .mapToLong(McapRecord.Statistics::messageCount)
                .findFirst();
    }
}
